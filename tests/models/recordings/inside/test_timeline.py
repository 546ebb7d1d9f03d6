"""Files that were put one behind the other, and streams without times: what is shown goes on (contract 8.77)."""

import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from models.recordings import inspecting
from models.recordings.child import Answer
from models.recordings.inside import flv
from models.recordings.inside import inspecting as inside
from models.recordings.inside.timeline import LONGEST_GAP, Timeline
from models.recordings.inspected import Inspected
from models.recordings.judging import Treatment, judge
from tests.vocabulary.films import Pictures, Tone, heard, shown, times, write
from tests.vocabulary.preparing import prepare

RATE, SECONDS = 25, 2
# A flash and a click after a second.
PICTURES = Pictures(
    times(RATE, SECONDS),
    rate=RATE,
    time_base=Fraction(1, RATE),
    options={"g": "25"},
    brightness=lambda number: 235 if number == RATE else 16,
)
MPEG2 = replace(PICTURES, codec="mpeg2video", options={"b": "2M", "g": "12", "bf": "0"})
TONE = Tone(SECONDS, wave=lambda second: 0.5 if 1 <= second % 3600 < 1.01 else 0.0)
MP2, MP3 = replace(TONE, codec="mp2"), replace(TONE, codec="libmp3lame")
KINDS: dict[str, tuple[str, Pictures, Tone]] = {
    "MPEG-TS": ("mpegts", PICTURES, TONE),
    "MPEG-TS with MPEG-2": ("mpegts", MPEG2, MP2),
    "VOB": ("vob", MPEG2, MP2),
    "MPEG-PS": ("mpeg", MPEG2, MP2),
    "FLV": ("flv", PICTURES, replace(TONE, rate=44100)),
    "Matroska": ("matroska", PICTURES, TONE),
    "AVI": ("avi", replace(PICTURES, codec="mpeg4", options={}), MP3),
}
# Recorders that go on with an FLV write no second header.
HEADER_OF_FLV = 13


def content(kind: str, start: float = 0) -> bytes:
    container, pictures, tone = KINDS[kind]
    later = replace(pictures, times=[start + time for time in pictures.times])
    return write(Path("part"), container, later, replace(tone, start=start)).read_bytes()


def inspected(content: bytes) -> Inspected:
    Path("film").write_bytes(content)
    with Path("film").open("rb") as file:
        values, poster = inside.inspect(file)
    return inspecting._inspected(Answer(values, poster), len(content))


def made(facts: Inspected, **more: Any) -> Path:
    judgement = judge(facts)
    return prepare(Path("film"), facts, picture=judgement.picture, sound=judgement.sound, **more)[0]


def flashes(whole: Path) -> list[float]:
    return [time for time, light in shown(whole) if light > 128]


def clicks(whole: Path) -> list[float]:
    found: list[float] = []
    for at, sample in enumerate(heard(whole)):
        if abs(sample) > 0.2 and (not found or at / 48000 - found[-1] > 0.5):
            found.append(at / 48000)
    return found


def check(content: bytes, parts: int) -> None:
    facts = inspected(content)
    assert facts.duration == pytest.approx(parts * SECONDS, abs=0.1 * parts)
    assert (facts.knows_length, facts.ends_early, facts.ends_still) == (False, False, False)
    whole = made(facts, seconds=1)
    pictures = [time for time, _ in shown(whole)]
    assert len(pictures) == parts * SECONDS * RATE
    assert max(late - early for early, late in itertools.pairwise(pictures)) < 0.15
    assert flashes(whole) == pytest.approx([1 + SECONDS * part for part in range(parts)], abs=0.1 * parts)
    assert clicks(whole) == pytest.approx(flashes(whole), abs=0.06)


@pytest.mark.parametrize("kind", KINDS)
def test_parts_are_shown_one_after_the_other_and_sound_stays_with_them(kind: str) -> None:
    part = content(kind)
    check(part + part, 2)


def test_a_header_of_an_flv_may_be_missing_or_lie_across_two_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    part = content("FLV")
    monkeypatch.setattr(flv, "READ_BYTES", len(part) - 7)
    check(part + part[HEADER_OF_FLV:] + part, 3)


@pytest.mark.parametrize("starts", [(0, 7200), (7200, 0), (7200, 0, 7200)], ids=str)
def test_times_that_jump_by_hours_go_on(starts: tuple[int, ...]) -> None:
    """FFmpeg takes a step back by so much for the end of the 33 bits that a time has."""
    check(b"".join(content("MPEG-TS", start) for start in starts), len(starts))


def test_times_that_run_out_of_bits_are_no_jump() -> None:
    """A transport stream counts to 2 ** 33, which a camera that runs on reaches each day."""
    start = 2**33 / 90000 - 1
    pictures = replace(PICTURES, times=[start + time for time in PICTURES.times])
    tone = replace(TONE, start=start, wave=lambda second: TONE.wave(second - start))
    facts = inspected(write(Path("part"), "mpegts", pictures, tone, mpegts_copyts="1").read_bytes())
    assert facts.duration == pytest.approx(SECONDS, abs=0.1)
    assert (facts.is_put_together, facts.ends_early) == (False, False)
    assert flashes(made(facts)) == pytest.approx([1], abs=0.1)


def test_what_was_put_together_is_encoded() -> None:
    """The second part may be of another size, for which the header of an MP4 has no room."""
    facts = inspected(content("MPEG-TS") * 2)
    assert facts.is_put_together
    assert (judge(facts).picture, judge(facts).sound) == (Treatment.ENCODE, Treatment.ENCODE)
    whole = inspected(content("MPEG-TS"))
    assert not whole.is_put_together
    assert judge(whole).picture is Treatment.COPY


@pytest.mark.parametrize(
    ("kind", "codec"), [("ogg", "libopus"), ("adts", "aac"), ("mp3", "libmp3lame"), ("mpegts", "mp2")]
)
def test_sounds_are_heard_one_after_the_other(kind: str, codec: str) -> None:
    sound = write(Path("part"), kind, None, replace(TONE, codec=codec)).read_bytes()
    facts = inspected(sound + sound)
    assert facts.duration == pytest.approx(2 * SECONDS, abs=0.15)
    assert clicks(made(facts)) == pytest.approx([1, 1 + SECONDS], abs=0.15)


RAW = {
    "h264": replace(PICTURES, options={"g": "25", "bf": "2", "b_strategy": "0"}),
    "hevc": replace(PICTURES, codec="libx265", options={"preset": "ultrafast", "x265-params": "log-level=none"}),
    "m4v": replace(PICTURES, codec="mpeg4", options={"bf": "2"}),
    "mpeg2video": MPEG2,
}


@pytest.mark.parametrize("rate", [25, 50])
@pytest.mark.parametrize("kind", RAW)
def test_a_raw_stream_is_as_fast_as_it_says(kind: str, rate: int) -> None:
    pictures = replace(
        RAW[kind],
        times=times(rate, 7),
        rate=rate,
        time_base=Fraction(1, rate),
        brightness=lambda number: 235 if number in {rate, 6 * rate} else 16,
    )
    facts = inspected(write(Path("part"), kind, pictures).read_bytes())
    assert facts.duration == pytest.approx(7, abs=0.05)
    assert facts.sound is None
    assert facts.picture
    assert facts.picture.frame_rate == rate
    whole = made(facts, seconds=2)
    assert [time for time, _ in shown(whole)] == pytest.approx(times(rate, 7), abs=0.001)
    assert flashes(whole) == pytest.approx([1, 6], abs=0.001)


class Told:
    """A container, or a packet of one second, whose times are in seconds."""

    def __init__(self, **said: Any) -> None:
        self.__dict__.update(said)


def placed(name: str, *packets: tuple[int, float | None]) -> list[float | None]:
    """The times of packets with the number of their stream."""
    told = [Told(stream_index=index, pts=time, dts=time, duration=1, time_base=1, size=1) for index, time in packets]
    timeline = Timeline(Told(format=Told(name=name)))  # type: ignore[arg-type]
    return [packet.pts for packet in timeline.steady(told)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "packets", "times_of_them"),
    [
        ("mpegts", [(0, 0), (0, 1), (0, 1 + LONGEST_GAP)], [0, 1, 1 + LONGEST_GAP]),
        ("mpegts", [(0, 0), (0, 1), (0, 2 + LONGEST_GAP)], [0, 1, 2 + LONGEST_GAP]),
        ("mpegts", [(0, 0), (0, 1), (0, 3 + LONGEST_GAP)], [0, 1, 2]),
        ("matroska,webm", [(0, 0), (0, 1), (0, 80_000)], [0, 1, 80_000]),
        ("matroska,webm", [(0, 0), (0, 1), (0, 0), (0, 1)], [0, 1, 2, 3]),
        # The last packet of a part may come behind the first one of the next.
        ("mpegts", [(0, 50), (1, 50), (1, 0), (0, 51), (0, 1), (1, 1)], [50, 50, 51, 51, 52, 52]),
        # A stream that comes a little late in the file begins before the other.
        ("mpegts", [(0, 50), (1, 50), (0, 9), (1, 5), (0, 10), (1, 6)], [50, 50, 51, 47, 52, 48]),
        # Two streams that never had the same clock.
        ("mpegts", [(0, 0), (1, 9000), (0, 1), (1, 9001)], [0, 1, 1, 2]),
        ("mpegts", [(0, 9), (0, None), (0, 10)], [9, None, 10]),
    ],
)
def test_only_what_is_no_honest_gap_is_closed(
    name: str, packets: list[tuple[int, float | None]], times_of_them: list[float | None]
) -> None:
    assert placed(name, *packets) == times_of_them
