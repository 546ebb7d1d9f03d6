"""An MP3 is looked through to its end: tags may stand anywhere in it, and what a browser cannot play on may change."""

import io
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from models.recordings.inside import mp3
from models.recordings.judging import Treatment
from tests.corpus.patches import with_id3
from tests.vocabulary.films import Tone, write
from tests.vocabulary.preparing import inspected_of, prepare

# As programs write it that put songs together.
WITHOUT_TAGS = {"id3v2_version": "0", "write_xing": "0"}
ID3 = with_id3(b"")
ID3V1 = b"TAG" + b"A song".ljust(30, b"\0") + b"Louise Smith".ljust(95, b"\0")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    folder = tmp_path_factory.mktemp("sounds")

    def made(rate: int = 48000, layout: str = "stereo") -> bytes:
        tone = Tone(1, codec="libmp3lame", rate=rate, layout=layout)
        return write(folder / "sound", "mp3", None, tone, **WITHOUT_TAGS).read_bytes()

    return made


TELLING: dict[str, Callable[[bytes], bytes]] = {
    "a tag of ID3v2.4 behind the sound": lambda song: song + ID3 + b"3DI\4\0\x10" + ID3[6:10],
    "a tag between two songs": lambda song: song + ID3 + song,
    "a tag of ID3v1 between two songs": lambda song: song + ID3V1 + song,
    "a tag of its own in each song": lambda song: (ID3 + song + ID3V1) * 2,
    "a text behind the sound": lambda song: song + b"<xml>Louise Smith</xml>" * 50,
    "a text before the sound": lambda song: b"<xml>Louise Smith</xml>" * 50 + song,
}


@pytest.mark.parametrize("kind", TELLING)
def test_a_tag_is_found_wherever_it_is_and_not_copied(tmp_path: Path, sound: Callable[..., bytes], kind: str) -> None:
    song = sound()
    content = TELLING[kind](song)
    (tmp_path / "song").write_bytes(content)
    assert not mp3.read(io.BytesIO(content), len(content)).is_clean
    tone = Tone(1, codec="libmp3lame")
    whole, made = prepare(tmp_path / "song", inspected_of(None, tone, 1), sound=Treatment.COPY)
    assert made.content_type == "audio/mpeg"
    assert b"Louise" not in whole.read_bytes()
    assert packets(whole) == content.count(song) * packets(write_bytes(tmp_path / "one", song))


def write_bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def packets(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for packet in container.demux() if packet.size)


@pytest.mark.parametrize(
    ("other", "is_put_together"),
    [((48000, "stereo"), False), ((44100, "stereo"), True), ((24000, "stereo"), True), ((48000, "mono"), True)],
)
@pytest.mark.parametrize("between", [b"", ID3], ids=["nothing between", "a tag between"])
def test_songs_of_different_rates_or_channels_are_put_together(
    sound: Callable[..., bytes], other: tuple[int, str], between: bytes, *, is_put_together: bool
) -> None:
    content = sound() + between + sound(*other)
    assert mp3.read(io.BytesIO(content), len(content)).is_put_together is is_put_together


def test_a_song_that_is_cut_off_in_a_frame_is_clean(sound: Callable[..., bytes]) -> None:
    content = sound()[:-100]
    assert mp3.read(io.BytesIO(content), len(content)).is_clean


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"\xff\xfb", b"\xff\xfb\x94", b"\xff\xfb\x94\x64", b"Louise\xff\xfb"]
)
def test_a_packet_without_a_whole_frame_has_none(content: bytes) -> None:
    assert mp3.frames_in(content) == b""
