"""Looks colours up in a table with FFmpeg's filter `haldclut`.

It is fastest with a plane for each colour (facts 97). But FFmpeg 8.1 then takes the planes of the table for red, green
and blue, while they are green, blue and red. So it is tried out which order it needs.
"""

import sys
from array import array
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from av.filter import Graph
from av.video.frame import VideoFrame

PIXELS = "gbrp16le"
_TICK = Fraction(1, 90000)
_GREEN_FIRST, _RED_FIRST = (1, 2, 0), (0, 1, 2)


def add_table(graph: Graph, step: Any, side: int) -> Any:
    """The source from which `step`, a haldclut, takes a table of so many pixels in square."""
    source = graph.add("buffer", _source(side), name="table")
    source.link_to(step, 0, 1)
    return source


def give(source: Any, side: int, numbers: Sequence[int]) -> None:
    """`numbers` are red, green and blue of one colour after the other, red changing fastest."""
    _push(source, _picture(side, numbers, _order()))


@cache
def _order() -> tuple[int, int, int]:
    """Of the planes in a table, as this FFmpeg reads it: a red pixel must stay red."""
    side, steps = 8, (0, 21845, 43690, 65535)
    graph = Graph()
    graph.threads = 1
    pixels, lookup, sink = graph.add("buffer", _source(side)), graph.add("haldclut"), graph.add("buffersink")
    pixels.link_to(lookup, 0, 0)
    table = add_table(graph, lookup, side)
    lookup.link_to(sink)
    graph.configure()
    unchanged = [part for blue in steps for green in steps for red in steps for part in (red, green, blue)]
    _push(table, _picture(side, unchanged, _GREEN_FIRST))
    _push(pixels, _picture(side, [65535, 0, 0] * side**2, _GREEN_FIRST))
    looked_up: Any = sink.pull()
    green, blue, red = (bytes(plane)[1] for plane in looked_up.planes)
    return _GREEN_FIRST if red > 200 > max(green, blue) else _RED_FIRST


def _push(source: Any, frame: VideoFrame) -> None:
    source.push(frame)
    source.push(None)


def _source(side: int) -> str:
    return f"video_size={side}x{side}:pix_fmt={PIXELS}:time_base=1/90000:pixel_aspect=1/1:colorspace=gbr:range=pc"


def _picture(side: int, numbers: Sequence[int], order: tuple[int, int, int]) -> VideoFrame:
    frame = VideoFrame(side, side, PIXELS)
    for plane, part in zip(frame.planes, order, strict=True):
        lines = (numbers[3 * side * line + part : 3 * side * (line + 1) : 3] for line in range(side))
        plane.update(b"".join(_little(line).ljust(plane.line_size, b"\0") for line in lines))
    frame.pts, frame.time_base = 0, _TICK
    frame.colorspace, frame.color_range = 0, 2
    return frame


def _little(numbers: Sequence[int]) -> bytes:
    content = array("H", numbers)
    if sys.byteorder == "big":
        content.byteswap()
    return content.tobytes()
