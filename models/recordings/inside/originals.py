"""Opens the file that was uploaded, and reads its frames from a time on."""

import contextlib
import heapq
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from typing import Any, BinaryIO

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame

from models.recordings.inside import opening

# How far before its start a piece is looked for, in seconds. Many files have no index, or a wrong one; at last the file
# is read from its beginning. Where not each frame has its time written, the first ones after seeking have wrong times.
SEEKS, SEEKS_WITHOUT_TIMES = (0, 10, 60), (5, 20, 60)
_WITH_TIMES = ("mov", "matroska")
MAX_ERRORS = 1000
# How many frames may be decoded before one that is shown earlier.
MOST_REORDERED = 8
_BROKEN = (av.error.InvalidDataError, av.error.PatchWelcomeError, av.error.BugError, av.error.UndefinedError)

Timed = Iterator[tuple[Fraction, Any]]


class Original:
    """Times are seconds of the recording. It begins with the first of the streams that are used."""

    def __init__(self, file: BinaryIO, codecs: Collection[str] = ("none",)) -> None:
        self.container: InputContainer = opening.opened(file, codecs)
        self.picture, self.sound = opening.used_picture(self.container), opening.used_sound(self.container)
        self.origin = min((_start(stream) for stream in (self.picture, self.sound) if stream), default=Fraction(0))

    def time(self, value: int, time_base: Fraction) -> Fraction:
        return value * time_base - self.origin

    def packets(self, *streams: Stream) -> "Iterator[Packet[Any]]":
        """To the end of the file. Damaged parts are passed over."""
        for _ in range(MAX_ERRORS):
            try:
                for packet in self.container.demux(*streams):
                    # An empty one means the end to a decoder. Some AVIs have them for frames that are not there.
                    if packet.size or packet.dts is None:
                        yield packet
                return
            except _BROKEN:
                continue


def _start(stream: Any) -> Fraction:
    return Fraction(stream.start_time * stream.time_base) if stream.start_time is not None else Fraction(0)


def frames(file: BinaryIO, kind: str, start: Fraction) -> Timed:
    """The decoded frames with their times: from at least one before `start` on, if there is one, to the end."""
    for back in _seeks(file) if start > 0 else ():
        found = _frames_after_seeking(file, kind, start, max(Fraction(0), start - back))
        first = next(found, None)
        if first and first[0] <= start:
            yield first
            yield from found
            return
    yield from _decoded(*_ready(file, kind), sought=None)


def _seeks(file: BinaryIO) -> tuple[int, ...]:
    is_exact = opening.opened(file).format.name.startswith(_WITH_TIMES)
    return SEEKS if is_exact else SEEKS_WITHOUT_TIMES


def _ready(file: BinaryIO, kind: str) -> tuple[Original, Any]:
    original = Original(file)
    stream = original.picture if kind == "picture" else original.sound
    if stream is None:
        raise ValueError(f"no {kind}")
    if stream.type == "video":
        opening.prepare(stream)
    stream.codec_context.thread_count = 1
    return original, stream


def _frames_after_seeking(file: BinaryIO, kind: str, start: Fraction, target: Fraction) -> Timed:
    original, stream = _ready(file, kind)
    with contextlib.suppress(*_BROKEN, av.error.PermissionError, av.error.OSError):
        original.container.seek(int((target + original.origin) / stream.time_base), stream=stream)
        yield from _decoded(original, stream, sought=start)


def _decoded(original: Original, stream: Any, *, sought: Fraction | None) -> Timed:
    """After seeking, the first packet must be one that can be decoded alone, and not after what was sought."""
    clock = _Clock(original, stream)
    is_waiting = sought is not None
    for packet in original.packets(stream):
        if is_waiting and packet.size:
            if stream.type == "video" and not packet.is_keyframe:
                continue
            if not clock.is_before(packet, sought):
                return
            is_waiting = False
        if clock.is_guessed:
            # A frame has what its packet has.
            packet.pts = packet.dts
        with contextlib.suppress(*_BROKEN):
            yield from clock.timed(packet.decode())
    yield from clock.rest()


class _Clock:
    """When each frame is shown. AVI tells only when a frame is decoded, and what FFmpeg guesses may be wrong. There the
    frames, which come in the order in which they are shown, get those times in order. So do frames without a time."""

    def __init__(self, original: Original, stream: Any) -> None:
        self.original, self.stream = original, stream
        self.is_guessed = original.container.format.name == "avi" and stream.type == "video"
        self.frames: deque[VideoFrame | AudioFrame] = deque()
        self.times: list[int] = []

    def is_before(self, packet: "Packet[Any]", sought: Fraction | None) -> bool:
        value = packet.dts if packet.pts is None or self.is_guessed else packet.pts
        return value is not None and sought is not None and self.original.time(value, self.stream.time_base) <= sought

    def timed(self, frames: Iterable[VideoFrame | AudioFrame]) -> Timed:
        for frame in frames:
            if frame.pts is not None and not self.is_guessed:
                yield self.original.time(frame.pts, Fraction(frame.time_base or self.stream.time_base)), frame
            elif (time := frame.dts if frame.pts is None else frame.pts) is not None:
                heapq.heappush(self.times, time)
                self.frames.append(frame)
                yield from self.rest(MOST_REORDERED)

    def rest(self, kept: int = 0) -> Timed:
        while len(self.frames) > kept:
            yield self.original.time(heapq.heappop(self.times), self.stream.time_base), self.frames.popleft()
