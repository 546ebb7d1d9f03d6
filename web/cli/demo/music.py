"""Quiet music of sine tones: slow chords, and single tones above them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from web.cli.demo.filters import Filters

# Enough for tones as low as these.
SAMPLES_A_SECOND = 16_000
# AAC takes so many samples at a time.
SAMPLES_A_FRAME = 1024
LOWEST_HERTZ = 110
# Of each chord: its half tones above the lowest A.
CHORDS = [(3, 10, 17, 19), (2, 10, 14, 17), (0, 7, 15, 22), (-4, 8, 12, 19), (3, 10, 15, 19), (-2, 5, 15, 17)]
CHORDS += [(-4, 3, 12, 19), (3, 10, 19, 22)]
CHORD_EVERY = 4.5
# The second at which a single tone begins, and its half tones.
TONES = [(1.5, 31), (3.0, 34), (6.0, 29), (7.5, 27), (10.5, 36), (12.0, 34), (15.0, 31), (16.5, 29), (19.5, 31)]
TONES += [(21.0, 27), (22.5, 34), (25.5, 29), (27.0, 24), (30.0, 31), (31.5, 27), (33.0, 22)]


@dataclass(frozen=True)
class Tone:
    """Times in seconds."""

    at: float
    half_tones: int
    length: float
    rise: float
    fall: float
    loudness: float

    @property
    def hertz(self) -> float:
        return LOWEST_HERTZ * 2 ** (self.half_tones / 12)


def _tones() -> Iterator[Tone]:
    for number, chord in enumerate(CHORDS):
        for half_tones in chord:
            yield Tone(number * CHORD_EVERY, half_tones, length=6.5, rise=1.8, fall=3.2, loudness=0.8)
    for at, half_tones in TONES:
        yield Tone(at, half_tones, length=3.2, rise=0.04, fall=3.1, loudness=0.6)


def frames(seconds: int) -> Iterator[Any]:
    """The audio frames of so much music, for an AAC encoder."""
    filters = Filters(SAMPLES_A_SECOND)
    tones = [_sounding(filters, tone) for tone in _tones()]
    together = filters.add("amix", f"inputs={len(tones)}:normalize=0", *tones)
    ending = filters.add("afade", f"type=out:start_time={seconds - 3}:duration=3", together)
    whole = filters.add("atrim", f"end={seconds}", ending)
    plain = filters.add("aformat", "sample_fmts=fltp:channel_layouts=mono", whole)
    return filters.frames(filters.add("asetnsamples", f"{SAMPLES_A_FRAME}:p=0", plain), "abuffersink")


def _sounding(filters: Filters, tone: Tone) -> Any:
    sound = filters.add("sine", f"frequency={tone.hertz:.3f}:sample_rate={SAMPLES_A_SECOND}:duration={tone.length}")
    sound = filters.add("aformat", "sample_fmts=fltp", sound)
    sound = filters.add("volume", f"{tone.loudness}", sound)
    sound = filters.add("afade", f"type=in:duration={tone.rise}", sound)
    # It falls as a plucked string does.
    fall = f"type=out:start_time={tone.length - tone.fall}:duration={tone.fall}:curve=cub"
    sound = filters.add("afade", fall, sound)
    return filters.add("adelay", f"{round(tone.at * 1000)}", sound) if tone.at else sound
