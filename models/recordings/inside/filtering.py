"""Makes of a decoded frame what is encoded: upright, with square pixels and colours that browsers show right (contract
8.71)."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from models.recordings.inside import lookup, tone_mapping
from models.recordings.inside.aspects import aspect_of
from models.recordings.inside.colours import MATRIX_NAMES, Colours, colours_of, mark, needs_table
from models.recordings.inside.shapes import Shape

TICKS = 90000
_TICK = Fraction(1, TICKS)
# In pixels, of the picture that is the table.
TABLE_SIDE = tone_mapping.LEVEL**3
_AGAIN = (av.error.BlockingIOError, av.error.EOFError)
_TURNS = {0: [], 90: [("transpose", "clock")], 180: [("hflip", ""), ("vflip", "")], 270: [("transpose", "cclock")]}


@dataclass(frozen=True)
class _Kind:
    """Frames that one graph can take."""

    width: int
    height: int
    aspect: float
    pixels: str
    colours: Colours
    is_interlaced: bool


class Filtering:
    """Give it frames whose `pts` is in ticks. It gives back as many, some of them later."""

    def __init__(self, shape: Shape, target: Colours) -> None:
        self.shape, self.target = shape, target
        self.kind: _Kind | None = None
        self.source: Any = None
        self.sink: Any = None
        self.graph: Graph | None = None

    def frames(self, frames: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
        for frame in frames:
            kind = self._kind_of(frame)
            if kind != self.kind:
                yield from self._rest()
                self._build(kind)
            mark(frame, kind.colours)
            if self.graph is None:
                yield frame
                continue
            self.source.push(frame)
            yield from self._ready()
        yield from self._rest()

    def _kind_of(self, frame: VideoFrame) -> _Kind:
        # Once a frame was interlaced, the filter for it stays: some recordings mix the two.
        is_interlaced = frame.interlaced_frame or bool(self.kind and self.kind.is_interlaced)
        return _Kind(frame.width, frame.height, aspect_of(frame), frame.format.name, colours_of(frame), is_interlaced)

    def _ready(self) -> Iterator[VideoFrame]:
        while True:
            try:
                frame = self.sink.pull()
            except _AGAIN:
                return
            frame.pts, frame.time_base = round(frame.pts * frame.time_base * TICKS), _TICK
            mark(frame, self.target)
            yield frame

    def _rest(self) -> Iterator[VideoFrame]:
        if self.graph is not None:
            self.source.push(None)
            yield from self._ready()
        self.graph = None

    def _build(self, kind: _Kind) -> None:
        self.kind = kind
        steps = _steps(kind, self.shape, self.target)
        if not steps:
            return
        graph = Graph()
        graph.threads = 1
        self.source = last = graph.add("buffer", _source(kind))
        table = None
        for name, arguments in steps:
            step = graph.add(name, arguments)
            last.link_to(step)
            if name == "haldclut":
                table = lookup.add_table(graph, step, TABLE_SIDE)
            last = step
        self.sink = graph.add("buffersink")
        last.link_to(self.sink)
        graph.configure()
        if table:
            lookup.give(table, TABLE_SIDE, tone_mapping.table(kind.colours.transfer))
        self.graph = graph


def _source(kind: _Kind) -> str:
    matrix, span = MATRIX_NAMES[kind.colours.matrix], "pc" if kind.colours.is_full else "tv"
    return (
        f"video_size={kind.width}x{kind.height}:pix_fmt={kind.pixels}:time_base=1/{TICKS}:pixel_aspect=1/1"
        f":colorspace={matrix}:range={span}"
    )


def _steps(kind: _Kind, shape: Shape, target: Colours) -> list[tuple[str, str]]:
    """The filters, in an order in which the costly ones see few pixels. Empty if the frame can stay as it is."""
    width, height = shape.inside(kind.width, kind.height, kind.aspect)
    steps: list[tuple[str, str]] = []
    if kind.is_interlaced:
        steps.append(("bwdif", "mode=send_frame:deint=interlaced"))
    if any(component.is_alpha for component in VideoFormat(kind.pixels).components):
        # What is transparent becomes black.
        steps += [("format", "gbrap"), ("premultiply", "inplace=1")]
    final = f"out_color_matrix={MATRIX_NAMES[target.matrix]}:out_range=tv"
    if needs_table(kind.colours):
        steps += [("scale", f"{width}:{height}:flags=bicubic"), ("scale", "out_range=pc"), ("format", lookup.PIXELS)]
        steps += [("haldclut", "clut=first"), ("scale", final), ("format", "yuv420p")]
    elif (width, height) != (kind.width, kind.height) or kind.pixels != "yuv420p" or _numbers_differ(kind, target):
        steps += [("scale", f"{width}:{height}:flags=bicubic:{final}"), ("format", "yuv420p")]
    steps += [*([("hflip", "")] if shape.is_mirrored else []), *_TURNS[shape.rotation]]
    if shape.rotated(width, height) != (shape.width, shape.height):
        steps.append(("pad", f"{shape.width}:{shape.height}:-1:-1"))
    return steps


def _numbers_differ(kind: _Kind, target: Colours) -> bool:
    return (kind.colours.matrix, kind.colours.is_full) != (target.matrix, False)
