"""Brings the sound of one piece to 48,000 samples a second, each at its time: gaps become silence, drift is made up
for (contract 8.72)."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.filter import Graph

from models.recordings.inside.sound_settings import FRAME, RATE, SoundSettings

# Small differences are made up for by playing up to 1 % faster or slower. Larger ones become silence, or are left out.
RESAMPLE = f"{RATE}:async=480:min_comp=0.005:min_hard_comp=0.04"
COARSE, ROUNDED = Fraction(1, 2000), Fraction(3, 2000)
_AGAIN = (av.error.BlockingIOError, av.error.EOFError)
_SILENT_BYTE = {"u8": b"\x80", "u8p": b"\x80"}


class Resampling:
    """Gives frames that follow each other without a gap, from `start` on, in samples of 48,000 a second."""

    def __init__(self, settings: SoundSettings, start: int) -> None:
        self.settings, self.next = settings, start
        self.kind: tuple[Any, ...] | None = None
        self.graph: Graph | None = None
        self.source: Any = None
        self.sink: Any = None
        # Where the next sample of the original belongs, in its own samples.
        self.expected = 0

    def frames(self, decoded: Iterator[tuple[Fraction, AudioFrame]]) -> Iterator[AudioFrame]:
        for time, frame in decoded:
            kind = (frame.format.name, frame.layout.name, frame.layout.nb_channels, frame.sample_rate)
            position = round(time * frame.sample_rate)
            is_first = kind != self.kind
            if is_first:
                yield from self._rest()
                self._build(kind)
            yield from self._fill(frame, position)
            if is_first and position > self.expected:
                # The filter would take the first frame a little early.
                yield from self._push(silence(frame, position - self.expected), self.expected)
            yield from self._push(frame, position)
        yield from self._rest()

    def _fill(self, like: AudioFrame, position: int) -> Iterator[AudioFrame]:
        """Silence in a gap of more than a second. The filter would make it all at once, and need as much memory."""
        while position - self.expected > like.sample_rate:
            yield from self._push(silence(like), self.expected)

    def _push(self, frame: AudioFrame, position: int) -> Iterator[AudioFrame]:
        self.expected = position + frame.samples
        frame.pts, frame.time_base = position, Fraction(1, frame.sample_rate)
        self.source.push(frame)
        yield from self._ready()

    def _ready(self) -> Iterator[AudioFrame]:
        while True:
            try:
                frame = self.sink.pull()
            except _AGAIN:
                return
            # The filters' own count, which begins at `start`.
            frame.pts, frame.time_base = self.next, Fraction(1, RATE)
            self.next += frame.samples
            yield frame

    def _rest(self) -> Iterator[AudioFrame]:
        if self.graph is not None:
            self.source.push(None)
            yield from self._ready()
        self.graph = None

    def _build(self, kind: tuple[Any, ...]) -> None:
        self.kind = kind
        samples, layout, count, rate = kind
        self.expected = self.next * rate // RATE
        graph = Graph()
        graph.threads = 1
        self.source = graph.add(
            "abuffer", f"sample_fmt={samples}:sample_rate={rate}:time_base=1/{rate}:channel_layout={layout}"
        )
        # Trimmed before it is resampled. Then two pieces that overlap are resampled alike, both from a whole second on.
        steps = [("atrim", f"start_pts={self.expected}"), ("aresample", f"{RESAMPLE}:first_pts={self.expected}")]
        if count == 1:
            # From both sides at full strength, as players do with one channel.
            steps.append(("pan", "stereo|c0=c0|c1=c0"))
        steps += [("aformat", f"sample_fmts=fltp:sample_rates={RATE}:channel_layouts={self.settings.layout}")]
        last = self.source
        for name, arguments in [*steps, ("abuffersink", "")]:
            step = graph.add(name, arguments)
            last.link_to(step)
            last = step
        self.sink = last
        graph.configure()
        self.graph = graph


def snapped(decoded: Iterator[tuple[Fraction, AudioFrame]], second: Fraction) -> Iterator[tuple[Fraction, AudioFrame]]:
    """Matroska and FLV round times to milliseconds. The frames' true times are even, so they are known all the same.
    Then two pieces that overlap have the same times. `second` is the time of the second frame, since the first one may
    be shorter."""
    for time, frame in decoded:
        step = Fraction(frame.samples, frame.sample_rate)
        even = second + round((time - second) / step) * step
        is_rounded = (frame.time_base or 0) >= COARSE and abs(even - time) <= ROUNDED
        yield even if is_rounded else time, frame


def silence(like: AudioFrame, samples: int = FRAME) -> AudioFrame:
    frame = AudioFrame(like.format.name, like.layout.name, samples)
    frame.sample_rate = like.sample_rate
    for plane in frame.planes:
        plane.update(_SILENT_BYTE.get(like.format.name, b"\0") * plane.buffer_size)
    return frame
