"""Where nothing comes for a while, the rest stays at its time (contract 8.70, 8.72, 8.77)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.recordings.inside import inspecting
from tests.vocabulary.films import Pictures, Tone, times, write

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
