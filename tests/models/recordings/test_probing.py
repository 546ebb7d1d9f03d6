"""Probing: a video is known by its content, not its name. Anything else is refused with a sentence."""

import contextlib
import io
import random
import shutil
from pathlib import Path

import av
import pytest

from models.errors import Invalid
from models.recordings import probing, refusals
from models.recordings.inside import videos
from web.cli.demo.clip import frames, make_clip

HOSTILE = ['"; rm -rf $(x) &.mp4', "-i.mp4", "<script>alert(1)</script>".replace("/", "") + ".mp4", "a\nb.mp4"]
HOSTILE += ["\u202e4pm.exe", "no ending", ".mp4", "video.exe", "..mp4", "%2e%2e%2f.mp4", "é" * 100 + ".mp4"]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(target, seconds=8, width=160, height=90, bit_rate=60_000)
    return target


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("clip") / "short.mp4"
    make_clip(target, seconds=2, width=160, height=90, bit_rate=60_000)
    return target


def refusal_of(content: bytes, name: str = "upload.mp4") -> str | None:
    """The field and sentence with which a file of this content is refused, or None if it is accepted."""
    path = Path(name).absolute()
    path.write_bytes(content)
    try:
        probing.probe(path)
    except Invalid as refusal:
        return f"{refusal.field}: {refusal}"
    return None


def refused(sentence: str) -> str:
    return f"file: {sentence}"


def test_a_good_clip_is_probed(clip: Path) -> None:
    probed = probing.probe(clip)
    assert (probed.content_type, probed.ending, probed.size) == ("video/mp4", "mp4", clip.stat().st_size)
    assert (probed.width, probed.height, round(probed.duration)) == (160, 90, 8)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_the_name_of_the_file_does_not_matter_and_does_no_harm(clip: Path, tmp_path: Path, name: str) -> None:
    named = tmp_path / name
    shutil.copy(clip, named)
    assert probing.probe(named).ending == "mp4"


@pytest.mark.parametrize("name", ["file:other.mp4", "concat:other.mp4", "subfile:,,x.mp4"])
def test_a_relative_name_is_never_taken_for_an_address(clip: Path, name: str) -> None:
    shutil.copy(clip, name)
    assert probing.probe(Path(name)).size == clip.stat().st_size


def test_an_empty_file_is_refused_with_its_own_sentence() -> None:
    assert refusal_of(b"") == refused(refusals.EMPTY)


@pytest.mark.parametrize(
    "content",
    [
        b"This is no video.\n" * 1000,
        b"\0" * 100_000,
        b"%PDF-1.7\n" + b"x" * 1000,
        b"\xff\xd8\xff\xe0" + b"x" * 1000,
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile clip.mp4\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<script>alert(1)</script>",
    ],
    ids=lambda content: ascii(content[:12]),
)
def test_a_file_that_is_no_video_is_refused_even_if_it_is_called_mp4(content: bytes) -> None:
    assert refusal_of(content) == refused(refusals.NOT_A_VIDEO)


def test_a_list_of_other_files_is_never_followed(clip: Path) -> None:
    shutil.copy(clip, "clip.mp4")
    assert refusal_of(b"ffconcat version 1.0\nfile clip.mp4\n") == refused(refusals.NOT_A_VIDEO)


def test_sound_without_pictures_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "sound.mp4"
    with av.open(str(target), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        for frame in frames("sine", "frequency=330:sample_rate=44100:duration=1", "abuffersink"):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(Invalid, match="not a video"):
        probing.probe(target)


@pytest.mark.parametrize("part", [0.5, 0.3, 0.7])
def test_a_clip_cut_short_is_refused_as_incomplete(clip: Path, part: float) -> None:
    content = clip.read_bytes()
    assert refusal_of(content[: int(len(content) * part)]) == refused(refusals.BROKEN_VIDEO)


def test_a_short_clip_cut_in_half_is_refused_as_incomplete(short_clip: Path) -> None:
    content = short_clip.read_bytes()
    assert refusal_of(content[: len(content) // 2]) == refused(refusals.BROKEN_VIDEO)


def test_a_clip_cut_off_before_its_first_picture_is_refused_as_incomplete(clip: Path) -> None:
    content = clip.read_bytes()
    assert refusal_of(content[: content.index(b"mdat") + 4]) == refused(refusals.BROKEN_VIDEO)


def test_a_damaged_file_is_accepted_or_refused_but_never_an_error(short_clip: Path) -> None:
    """In this process, which is faster and shows an error as it is."""
    chance, content = random.Random(1), short_clip.read_bytes()
    index = content.index(b"mdat")
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 5, 50])):
            damaged[chance.randrange(index)] = chance.randrange(256)
        with contextlib.suppress(Invalid):
            assert videos.inspect(io.BytesIO(damaged))[0]["format"] in probing.PLAYABLE
