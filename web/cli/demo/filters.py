"""A graph of FFmpeg's filters, built piece by piece, and the frames that come out of it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.filter import Graph
from PIL import Image


class Filters:
    """`rate`: pictures a second."""

    def __init__(self, rate: int) -> None:
        self._graph, self._rate = Graph(), rate
        # More threads wait for one another and use more time of the processor (facts 210).
        self._graph.threads = 1
        self._pictures: list[tuple[Any, av.VideoFrame]] = []

    def picture(self, image: Image.Image, pixels: str) -> Any:
        """One frame with this picture, in this format of pixels."""
        whole = image.convert("RGBA")
        frame = av.VideoFrame.from_bytes(whole.tobytes(), *whole.size, format="rgba").reformat(format=pixels)
        frame.pts, frame.time_base = 0, Fraction(1, self._rate)
        source = self._graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
        )
        self._pictures.append((source, frame))
        return source

    def add(self, name: str, arguments: str, *inputs: Any) -> Any:
        """A filter whose inputs are these."""
        added = self._graph.add(name, arguments)
        for number, source in enumerate(inputs):
            source.link_to(added, 0, number)
        return added

    def frames(self, last: Any, sink: str = "buffersink") -> Iterator[Any]:
        """What comes out of the last filter. It never ends unless the filters do."""
        last.link_to(self._graph.add(sink))
        self._graph.configure()
        for source, frame in self._pictures:
            source.push(frame)
            source.push(None)
        while True:
            try:
                yield self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
