"""The file that guests get: the index first, the streams of the original that can stay, picture and sound together."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import pytest

from models.recordings.judging import Treatment
from tests.vocabulary.films import Pictures, Tone, heard, length, shown, times, write
from tests.vocabulary.preparing import inspected_of, prepare

COPY, ENCODE = Treatment.COPY, Treatment.ENCODE
REORDERED = {"preset": "veryfast", "g": "30", "x264-params": "bframes=3"}
PICTURES = Pictures(times(30, 4), options=REORDERED, time_base=Fraction(1, 30))


def boxes(path: Path) -> list[str]:
    content, at, names = path.read_bytes(), 0, []
    while at < len(content):
        names.append(content[at + 4 : at + 8].decode())
        at += int.from_bytes(content[at : at + 4], "big")
    return names


@pytest.mark.parametrize("picture", [COPY, ENCODE])
@pytest.mark.parametrize("sound", [COPY, ENCODE])
@pytest.mark.parametrize("kind", ["matroska", "mpegts", "flv", "mov"])
def test_streams_are_copied_or_encoded_and_keep_their_times(
    tmp_path: Path, kind: str, picture: Treatment, sound: Treatment
) -> None:
    """In streams of packets the sound begins with 1,024 samples before the first picture."""
    tone = Tone(4)
    path = write(tmp_path / "film", kind, PICTURES, tone)
    whole, made = prepare(path, inspected_of(PICTURES, tone, 4), seconds=1, picture=picture, sound=sound)
    early = 0.0213 if kind in ("mpegts", "flv") else 0
    assert [time - early for time, _ in shown(whole)][1:] == pytest.approx(PICTURES.times[1:], abs=0.002)
    assert len(heard(whole)) / 48000 == pytest.approx(4 + early, abs=0.025)
    assert made.duration == pytest.approx(4 + early, abs=0.04)
    assert boxes(whole)[:2] == ["ftyp", "moov"]
    with av.open(str(whole)) as container:
        assert [stream.codec_context.name for stream in container.streams] == ["h264", "aac"]
        assert (container.streams.video[0].codec_context.extradata or b"")[:1] == b"\x01"


def test_a_picture_that_is_copied_is_turned_by_the_player_as_before(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "film"), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.set_display_rotation(90)
        with av.open(str(write(tmp_path / "source", "mp4", Pictures(times(10, 1), rate=10)))) as source:
            for frame in source.decode(video=0):
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    facts = inspected_of(Pictures([0]), None, 1)
    whole, _ = prepare(tmp_path / "film", facts, picture=COPY)
    with av.open(str(whole)) as container:
        assert next(container.decode(video=0)).rotation == 90


@pytest.mark.parametrize(
    ("kind", "codec", "treatment", "told"),
    [
        ("mp3", "libmp3lame", COPY, ("audio/mpeg", "mp3")),
        ("adts", "aac", COPY, ("audio/mp4", "m4a")),
        ("mp4", "aac", COPY, ("audio/mp4", "m4a")),
        ("ogg", "libopus", ENCODE, ("audio/mp4", "m4a")),
        ("wav", "pcm_s16le", ENCODE, ("audio/mp4", "m4a")),
    ],
)
def test_sound_alone_becomes_mp3_or_aac(
    tmp_path: Path, kind: str, codec: str, treatment: Treatment, told: Sequence[str]
) -> None:
    tone = Tone(3, codec=codec)
    path = write(tmp_path / "tone", kind, None, tone)
    facts = inspected_of(None, tone, 3)
    whole, made = prepare(path, facts, sound=treatment)
    assert (made.content_type, made.ending, made.width, made.height) == (*told, 0, 0)
    assert made.size == whole.stat().st_size
    assert made.duration == pytest.approx(3, abs=0.08)
    with av.open(str(whole)) as container:
        assert container.metadata.get("encoder") is None
    assert length(whole) == pytest.approx(made.duration, abs=0.06)
    assert len(heard(whole)) / 48000 == pytest.approx(3, abs=0.08)


def test_flashes_and_clicks_stay_together(tmp_path: Path) -> None:
    """Across all pieces. The hour that `tests/corpus/hour.py` makes shows the same for long recordings."""
    pictures = Pictures(
        times(25, 20),
        rate=25,
        time_base=Fraction(1, 25),
        options={"g": "50"},
        brightness=lambda number: 235 if number % 50 == 0 else 16,
    )
    tone = Tone(20, wave=lambda second: 0.5 if second % 2 < 0.005 else 0.0, codec="libopus")
    path = write(tmp_path / "film", "matroska", pictures, tone)
    whole, _ = prepare(path, inspected_of(pictures, tone, 20), seconds=3, sound_seconds=8)
    flashes = [time for time, light in shown(whole) if light > 128]
    samples = heard(whole)
    assert flashes == pytest.approx([float(second) for second in range(0, 20, 2)], abs=0.001)
    for flash in flashes[1:]:
        click = next(at for at in range(round((flash - 0.9) * 48000), len(samples)) if abs(samples[at]) > 0.2) / 48000
        assert click == pytest.approx(flash, abs=0.01)
