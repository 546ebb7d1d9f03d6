"""An encoder that runs in real time in a thread: FFmpeg's own writers, with the options that people give them."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av

from tests.live_encoders.source import MICROSECOND, Frame, clip, frames, streams

# At once, so that nobody waits for the first segments.
HEAD_START = 6.0
PUBLISHED_EVERY = 0.2


@dataclass
class Encoder:
    """Writes `streams` to `target` below its folder, in which `{start}` becomes the number of the start. `publish` is
    called again and again: it may copy what was written there to where the session looks, as other encoders would have
    written it."""

    folder: Path
    target: str
    options: dict[str, str] = field(default_factory=dict)
    streams: tuple[str, ...] = ("picture", "sound")
    container: str = "hls"
    publish: Callable[[Path], None] | None = None

    def __post_init__(self) -> None:
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None
        self.starts = 0

    def start(self) -> None:
        self.stopping.clear()
        self.starts += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        # Encoded before the first thread, and once for all.
        next(frames())
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        if self.thread is not None:
            self.thread.join(20)

    def _run(self) -> None:
        target = self.folder / self.target.replace("{start}", f"{self.starts:02}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with av.open(str(clip())) as opened:
            output = av.open(str(target), "w", format=self.container, options=self.options)
            kinds = streams(opened)
            outs = [(kind, output.add_stream_from_template(kinds[kind])) for kind in self.streams]
            try:
                self._send(output, outs)
            finally:
                with suppress(av.FFmpegError, OSError):
                    output.close()
                self._publish()

    def _send(self, output: Any, outs: list[tuple[str, Any]]) -> None:
        began, published = time.monotonic() - HEAD_START, 0.0
        for frame in frames():
            wait = began + frame.dts / 1e6 - time.monotonic()
            if self.stopping.is_set() or (wait > 0 and self.stopping.wait(wait)):
                return
            for kind, out in outs:
                if kind == frame.kind:
                    output.mux(_packet(frame, out))
            if time.monotonic() - published > PUBLISHED_EVERY:
                published = time.monotonic()
                self._publish()

    def _publish(self) -> None:
        if self.publish is not None:
            self.publish(self.folder)


def _packet(frame: Frame, out: Any) -> Any:
    packet = av.Packet(frame.data)
    packet.stream, packet.time_base = out, MICROSECOND
    packet.pts, packet.dts, packet.duration, packet.is_keyframe = frame.pts, frame.dts, frame.duration, frame.is_key
    return packet
