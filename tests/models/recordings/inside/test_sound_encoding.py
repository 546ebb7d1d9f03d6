"""Sound that is made in pieces: at its time, without a click where pieces meet, and with the right loudness."""

import math
from array import array
from pathlib import Path
from typing import Any

import av
import pytest

from tests.vocabulary.films import Pictures, Tone, heard, loudness, times, write
from tests.vocabulary.preparing import inspected_of, prepare

RATE = 48000


def make(
    path: Path, tone: Tone, kind: str = "matroska", pictures: Pictures | None = None, **more: Any
) -> "array[float]":
    facts = inspected_of(pictures, tone, tone.start + tone.seconds)
    return heard(prepare(write(path, kind, pictures, tone), facts, **more)[0])


@pytest.mark.parametrize(
    ("kind", "codec", "rate"),
    [
        ("mp4", "aac", 44100),
        ("matroska", "aac", 44100),
        ("matroska", "libopus", 48000),
        ("matroska", "pcm_s16le", 44100),
        ("flv", "aac", 44100),
        ("mpegts", "aac", 48000),
        ("mp3", "libmp3lame", 44100),
        ("wav", "pcm_s16le", 22050),
        ("flac", "flac", 96000),
    ],
)
def test_nothing_clicks_where_pieces_meet(tmp_path: Path, kind: str, codec: str, rate: int) -> None:
    """They meet at 8 and 16 s. A click of a hundredth of the tone's loudness is found (-40 dB)."""
    samples = make(tmp_path / "tone", Tone(18, codec=codec, rate=rate), kind, sound_seconds=8)
    assert len(samples) / RATE == pytest.approx(18, abs=0.06)
    for second in (8, 16):
        near = [_beside_the_tone(samples, second + shift) for shift in (-0.01, 0.01)]
        assert max(near) < -43
    assert _beside_the_tone(_with_a_jump(samples), 8) > -20


def _beside_the_tone(samples: "array[float]", second: float, length: int = 2048) -> float:
    """How loud everything but the tone is around that second, in decibels below all of it."""
    start = round(second * RATE) - length // 2
    window = [0.5 - 0.5 * math.cos(2 * math.pi * at / length) for at in range(length)]
    part = [samples[start + at] * weight for at, weight in enumerate(window)]
    sines = [math.sin(2 * math.pi * 440 * at / RATE) * weight for at, weight in enumerate(window)]
    cosines = [math.cos(2 * math.pi * 440 * at / RATE) * weight for at, weight in enumerate(window)]
    ss, cc, sc = _product(sines, sines), _product(cosines, cosines), _product(sines, cosines)
    ps, pc = _product(part, sines), _product(part, cosines)
    a, b = (ps * cc - pc * sc) / (ss * cc - sc * sc), (pc * ss - ps * sc) / (ss * cc - sc * sc)
    rest = [value - a * sine - b * cosine for value, sine, cosine in zip(part, sines, cosines, strict=True)]
    return 10 * math.log10(_product(rest, rest) / _product(part, part))


def _product(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _with_a_jump(samples: "array[float]") -> "array[float]":
    """A quarter of a wave is missing at 8 s."""
    return samples[: 8 * RATE] + samples[8 * RATE + 27 :]


@pytest.mark.parametrize("start", [0, 1.5, 9])
def test_sound_begins_at_its_time(tmp_path: Path, start: float) -> None:
    tone = Tone(12, start, codec="pcm_s16le")
    pictures = Pictures(times(2, 12 + start), rate=2)
    samples = make(tmp_path / "film", tone, pictures=pictures, sound_seconds=8)
    assert first_loud(samples) / RATE == pytest.approx(start, abs=0.005)


def first_loud(samples: "array[float]", begin: int = 0) -> int:
    return next(at for at in range(begin, len(samples)) if abs(samples[at]) > 0.1)


def test_a_gap_becomes_silence_and_what_follows_keeps_its_time(tmp_path: Path) -> None:
    """It lies over the place where two pieces meet."""
    tone = Tone(14, codec="pcm_s16le", gap=(6, 9.5))
    samples = make(tmp_path / "film", tone, pictures=Pictures(times(2, 14), rate=2), sound_seconds=8)
    assert loudness(samples[int(6.2 * RATE) : int(9.4 * RATE)]) < 0.001
    assert first_loud(samples, int(6.5 * RATE)) / RATE == pytest.approx(9.5, abs=0.03)
    assert loudness(samples[int(10 * RATE) : int(13 * RATE)]) == pytest.approx(0.125, abs=0.01)


def test_a_clock_that_runs_wrong_is_made_up_for(tmp_path: Path) -> None:
    """The sound card gives 1 % too many samples, as it would in an hour with a hundredth of that."""
    clicks = Tone(12, codec="pcm_s16le", wave=lambda second: 0.5 if second * 101 / 100 % 2 < 0.01 else 0.0, rate=48000)
    path = tmp_path / "film"
    with av.open(str(path), "w", format="matroska") as container:
        source = write(tmp_path / "even", "matroska", Pictures(times(2, 12), rate=2), clicks)
        with av.open(str(source)) as even:
            streams = [container.add_stream_from_template(stream, opaque=True) for stream in even.streams]
            for packet in even.demux():
                if packet.size and packet.pts is not None and packet.dts is not None:
                    is_sound = packet.stream.type == "audio"
                    packet.stream = streams[packet.stream_index]
                    if is_sound:
                        packet.pts = packet.dts = round(packet.pts * 101 / 100)
                    container.mux(packet)
    samples = heard(prepare(path, inspected_of(Pictures([0]), clicks, 12))[0])
    for second in (2, 4, 6, 8, 10):
        # The written sound has a click each 2 / 1.01 s, and its times are stretched by as much.
        assert first_loud(samples, int((second - 0.5) * RATE)) / RATE == pytest.approx(second, abs=0.04)


@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1"])
def test_one_channel_and_many_become_two(tmp_path: Path, layout: str) -> None:
    tone = Tone(2, layout=layout, codec="pcm_s16le")
    path = prepare(write(tmp_path / "tone", "wav", None, tone), inspected_of(None, tone, 2))[0]
    with av.open(str(path)) as container:
        assert container.streams.audio[0].channels == 2
        assert container.streams.audio[0].rate == RATE
    left, right = (loudness(heard(path, channel)[RATE // 2 : RATE]) for channel in (0, 1))
    assert left == pytest.approx(right, rel=0.01)
    # In 5.1 the tone is in the centre. It comes from both sides, each with half the power (ITU-R BS.775).
    assert left == pytest.approx(0.25 / math.sqrt(2) if layout == "mono" else 0.125, rel=0.05)
