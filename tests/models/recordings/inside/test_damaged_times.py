"""Times that cannot be: of years, and near the end of what 64 bits can count (contract 8.70)."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import av
import pytest
from av.packet import Packet

from models.errors import Invalid
from models.recordings import inspecting
from models.recordings.inside.timeline import FARTHEST, Timeline
from models.recordings.judging import Treatment
from tests.corpus.patches import changed, with_matroska_length_of
from tests.vocabulary.films import Pictures, shown, times, write
from tests.vocabulary.preparing import prepare

RATE, SECONDS = 25, 2
PICTURES = Pictures(times(RATE, SECONDS), rate=RATE, time_base=Fraction(1, RATE), options={"g": "25", "bf": "0"})
FAR = 2**63 - 1


@pytest.mark.parametrize("name", ["mpegts", "matroska,webm"])
@pytest.mark.parametrize("base", [Fraction(1, 10**9), Fraction(2**31 - 1)], ids=str)
@pytest.mark.parametrize("duration", [0, 1, FAR])
@pytest.mark.parametrize(
    "far",
    [(0, FAR, 1), (FAR, 0, 1), (-FAR, 0, 1), (0, -FAR, 1), (FAR - 1, FAR, -FAR, 1 - FAR), (FARTHEST - 1, 0, 1, FAR)],
    ids=str,
)
def test_a_time_that_cannot_be_is_left_out(name: str, base: Fraction, duration: int, far: tuple[int, ...]) -> None:
    """FFmpeg counts in 64 bits, and refuses a number that does not fit (contract 8.70)."""
    packets = [Packet(b"1") for _ in far]
    for packet, time in zip(packets, far, strict=True):
        packet.pts = packet.dts = time
        packet.duration, packet.time_base = duration, base
    timeline = Timeline(SimpleNamespace(format=SimpleNamespace(name=name)))  # type: ignore[arg-type]
    placed = [packet.pts for packet in timeline.steady(packets)]
    assert all(time is not None and abs(time) < FARTHEST for time in placed)
    assert timeline.has_jumped
    if duration != FAR and FARTHEST - 1 not in far:
        assert len(placed) == sum(abs(time) < FARTHEST for time in far)


def with_times(path: Path, change: Callable[[int, int], int]) -> None:
    """A film of 50 pictures in 2 s, some of which claim other times, in milliseconds. Its header says 2 s."""
    source = write(Path("source"), "matroska", PICTURES)
    with av.open(str(source)) as film, av.open(str(path), "w", format="matroska") as output:
        stream = output.add_stream_from_template(film.streams.video[0])
        for number, packet in enumerate(packet for packet in film.demux() if packet.size):
            packet.pts, packet.stream = change(number, packet.pts or 0), stream
            output.mux(packet)
    changed(path, with_matroska_length_of(2))


@pytest.mark.parametrize("far", [2**63 - 2000, 2**61, 2**33, 30 * 3600 * 1000])
def test_a_header_hides_no_last_picture_that_claims_to_be_shown_in_years(far: int) -> None:
    """It would be repeated until the child is killed after an hour."""
    with_times(Path("film"), lambda number, time: far if number == 49 else time)
    with pytest.raises(Invalid, match="longer than 24 hours"):
        inspecting.inspect(Path("film"))


@pytest.mark.parametrize("treatment", [Treatment.COPY, Treatment.ENCODE])
@pytest.mark.parametrize("far", [2**61, 30 * 3600 * 1000])
def test_a_picture_that_claims_to_be_shown_in_years_is_left_out(far: int, treatment: Treatment) -> None:
    with_times(Path("film"), lambda number, time: far if number == 20 else time)
    facts = inspecting.inspect(Path("film"))
    assert facts.duration == pytest.approx(SECONDS, abs=0.1)
    whole, made = prepare(Path("film"), facts, picture=treatment)
    assert made.duration == pytest.approx(SECONDS, abs=0.1)
    assert len(shown(whole)) in {SECONDS * RATE - 1, SECONDS * RATE}
