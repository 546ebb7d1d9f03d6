"""Brings the sound of one piece to 48,000 samples a second, each at its time: gaps become silence, drift is made up
for (contract 8.72)."""

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.filter import Graph

from models.recordings.inside import layouts
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
        if position - self.expected > like.sample_rate:
            silent = silence(like)
            while position - self.expected > like.sample_rate:
                yield from self._push(silent, self.expected)

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
        source = f"sample_fmt={samples}:sample_rate={rate}:time_base=1/{rate}:channel_layout={layout}"
        # Trimmed before it is resampled. Then two pieces that overlap are resampled alike, both from a whole second on.
        before = [("atrim", f"start_pts={self.expected}"), ("aresample", f"{RESAMPLE}:first_pts={self.expected}")]
        after = [("aformat", f"sample_fmts=fltp:sample_rates={RATE}:channel_layouts={self.settings.layout}")]
        *likely, last = layouts.mixings(layout, count)
        for mixing in likely:
            with contextlib.suppress(*layouts.REFUSED):
                self._connect([("abuffer", source), *before, *mixing, *after, ("abuffersink", "")])
                return
        self._connect([("abuffer", source), *before, *last, *after, ("abuffersink", "")])

    def _connect(self, steps: list[tuple[str, str]]) -> None:
        graph = Graph()
        graph.threads = 1
        filters = [graph.add(name, arguments) for name, arguments in steps]
        graph.link_nodes(*filters).configure()
        self.graph, self.source, self.sink = graph, filters[0], filters[-1]


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
    frame = layouts.empty(like, samples)
    # Of eight channels and more PyAV tells planes that are not there.
    count = frame.layout.nb_channels if frame.format.is_planar else 1
    for plane in frame.planes[:count]:
        plane.update(_SILENT_BYTE.get(like.format.name, b"\0") * plane.buffer_size)
    return frame
