"""Video clips for tests, with a test card, a tone, and a running clock that shows whether seeking works."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.filter import Graph

# Frames a second.
RATE = 15


def make_clip(target: Path, *, seconds: int, width: int = 640, height: int = 360, bit_rate: int = 600_000) -> None:
    """Writes an MP4 (H.264, AAC) with its index at the start, so that browsers can play it at once."""
    with av.open(str(target), "w", format="mp4", options={"movflags": "faststart"}) as container:
        video = container.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "g": str(RATE * 2)})
        video.width, video.height, video.pix_fmt, video.bit_rate = width, height, "yuv420p", bit_rate
        audio = container.add_stream("aac", rate=44100)
        for frame in frames("testsrc2", f"size={width}x{height}:rate={RATE}:duration={seconds}", "buffersink"):
            frame.time_base = Fraction(1, RATE)
            container.mux(video.encode(frame.reformat(format="yuv420p")))
        container.mux(video.encode(None))
        for frame in frames("sine", f"frequency=330:sample_rate=44100:duration={seconds}", "abuffersink"):
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))


def frames(source: str, arguments: str, sink: str) -> Iterator[Any]:
    """The frames that one of FFmpeg's own sources makes. They never end unless `arguments` name a duration."""
    graph = Graph()
    first, last = graph.add(source, arguments), graph.add(sink)
    first.link_to(last)
    graph.configure()
    while True:
        try:
            yield graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
