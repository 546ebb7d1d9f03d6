"""Where nothing comes for a while, the rest stays at its time (contract 8.70, 8.72, 8.77)."""

import array
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest

from models.recordings import inspecting as outside
from models.recordings.child import Answer
from models.recordings.inside import inspecting
from models.recordings.judging import judge
from tests.vocabulary.films import Pictures, Tone, shown, times, write
from tests.vocabulary.preparing import prepare

SECONDS, RATE = 6, 10
PICTURES = Pictures(times(RATE, SECONDS), rate=RATE, options={"g": "10", "bf": "0"})
TONE = Tone(SECONDS)
STREAMED = {"MPEG-TS": ("mpegts", TONE), "FLV": ("flv", replace(TONE, rate=44100))}
STANDS = [number / 25 if number < 25 else 4 + (number - 25) / 25 for number in range(75)]


def facts(container: str, pictures: Pictures | None, tone: Tone | None) -> dict[str, Any]:
    with write(Path("film"), container, pictures, tone).open("rb") as file:
        return inspecting.inspect(file)[0]


@pytest.mark.parametrize("kind", STREAMED)
@pytest.mark.parametrize("seconds", [0.4, 0.6, 0.9, 1.2, 3])
def test_a_gap_in_the_sound_makes_a_recording_no_longer(kind: str, seconds: float) -> None:
    container, tone = STREAMED[kind]
    found = facts(container, PICTURES, replace(tone, gap=(2, 2 + seconds)))
    assert found["duration"] == pytest.approx(SECONDS, abs=0.15)
    assert found["is_put_together"] is False


@pytest.mark.parametrize("kind", STREAMED)
@pytest.mark.parametrize("has_sound", [True, False])
@pytest.mark.parametrize("shown", [STANDS, [0, 0.1, 0.2, 1, 1.1, 1.2, 4, 4.1, 4.2]], ids=["stands", "gaps"])
def test_a_gap_in_the_picture_makes_a_recording_no_longer(kind: str, has_sound: bool, shown: list[float]) -> None:
    container, tone = STREAMED[kind]
    pictures, sound = replace(PICTURES, times=shown, rate=25), replace(tone, seconds=shown[-1]) if has_sound else None
    found = facts(container, pictures, sound)
    assert found["duration"] == pytest.approx(shown[-1], abs=0.2)
    assert found["is_put_together"] is False


def test_raw_aac_whose_rate_changes_is_heard_as_fast_as_it_was() -> None:
    """Advertisements in a radio programme that was recorded as it came."""
    parts = [replace(CLICKS, gap=(0, 0), rate=rate) for rate in (48000, 24000, 44100)]
    content = b"".join(write(Path("part"), "adts", None, part).read_bytes() for part in parts)
    Path("film").write_bytes(content)
    with Path("film").open("rb") as file:
        found = outside._inspected(Answer(*inspecting.inspect(file)), len(content))
    assert found.duration == pytest.approx(3 * SECONDS, abs=0.2)
    whole, made = prepare(Path("film"), found, sound=judge(found).sound)
    assert made.duration == pytest.approx(3 * SECONDS, abs=0.2)
    assert clicks(whole) == pytest.approx([1, 5, 7, 11, 13, 17], abs=0.2)


# A flash and a click at these seconds. Nothing is heard from the second 2 to 4.
MARKS = (1, 5)
FLASHES = replace(PICTURES, brightness=lambda number: 235 if number / RATE in MARKS else 16)
CLICKS = replace(TONE, gap=(2, 4), wave=lambda second: 0.5 if 1 <= second % 4 < 1.01 else 0)
KINDS = {
    "MP4": ("mp4", CLICKS),
    "MOV": ("mov", CLICKS),
    "Matroska": ("matroska", CLICKS),
    "Matroska with Opus": ("matroska", replace(CLICKS, codec="libopus")),
    "MPEG-TS": ("mpegts", CLICKS),
    "MPEG-TS with MP3": ("mpegts", replace(CLICKS, codec="libmp3lame")),
    "FLV": ("flv", replace(CLICKS, rate=44100)),
}


def clicks(path: Path) -> list[float]:
    """As a player hears them that puts one packet behind the other."""
    samples = array.array("f")
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            samples.extend(array.array("f", bytes(frame.planes[0])[: 4 * frame.samples]))
    found: list[float] = []
    for at, sample in enumerate(samples):
        if abs(sample) > 0.2 and (not found or at / 48000 - found[-1] > 0.5):
            found.append(at / 48000)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_behind_a_gap_the_sound_is_with_the_picture_in_every_player(kind: str) -> None:
    container, tone = KINDS[kind]
    path = write(Path("film"), container, FLASHES, tone)
    with path.open("rb") as file:
        found = outside._inspected(Answer(*inspecting.inspect(file)), path.stat().st_size)
    judgement = judge(found)
    assert not judgement.is_playable
    whole, made = prepare(path, found, picture=judgement.picture, sound=judgement.sound)
    assert made.duration == pytest.approx(SECONDS, abs=0.15)
    assert clicks(whole) == pytest.approx([time for time, light in shown(whole) if light > 128], abs=0.04)
