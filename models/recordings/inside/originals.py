"""Opens the file that was uploaded, and reads its frames from a time on."""

import contextlib
import heapq
from collections.abc import Collection, Iterator
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
# is read from its beginning.
SEEKS = (0, 10, 60)
MAX_ERRORS = 1000
_BROKEN = (av.error.InvalidDataError, av.error.PatchWelcomeError, av.error.BugError, av.error.UndefinedError)


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
                yield from self.container.demux(*streams)
                return
            except _BROKEN:
                continue


def _start(stream: Any) -> Fraction:
    return Fraction(stream.start_time * stream.time_base) if stream.start_time is not None else Fraction(0)


def frames(file: BinaryIO, kind: str, start: Fraction) -> "Iterator[tuple[Fraction, Any]]":
    """The decoded frames with their times: from at least one before `start` on, if there is one, to the end."""
    for back in SEEKS if start > 0 else ():
        found = _frames_after_seeking(file, kind, start, max(Fraction(0), start - back))
        first = next(found, None)
        if first and first[0] <= start:
            yield first
            yield from found
            return
    yield from _decoded(*_ready(file, kind), sought=None)


def _ready(file: BinaryIO, kind: str) -> tuple[Original, Any]:
    original = Original(file)
    stream = original.picture if kind == "picture" else original.sound
    if stream is None:
        raise ValueError(f"no {kind}")
    if stream.type == "video":
        opening.prepare(stream)
    stream.codec_context.thread_count = 1
    return original, stream


def _frames_after_seeking(
    file: BinaryIO, kind: str, start: Fraction, target: Fraction
) -> Iterator[tuple[Fraction, Any]]:
    original, stream = _ready(file, kind)
    with contextlib.suppress(*_BROKEN, av.error.PermissionError, av.error.OSError):
        original.container.seek(int((target + original.origin) / stream.time_base), stream=stream)
        yield from _decoded(original, stream, sought=start)


def _decoded(
    original: Original, stream: Any, *, sought: Fraction | None
) -> Iterator[tuple[Fraction, VideoFrame | AudioFrame]]:
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
        clock.note(packet)
        try:
            decoded = packet.decode()
        except _BROKEN:
            continue
        for frame in decoded:
            time = clock.time(frame)
            if time is not None:
                yield time, frame


class _Clock:
    """When each frame is shown. AVI and others tell only when a packet is decoded: then the frames, which come in the
    order in which they are shown, get those times in order."""

    def __init__(self, original: Original, stream: Any) -> None:
        self.original, self.stream = original, stream
        self.waiting: list[int] = []

    def note(self, packet: "Packet[Any]") -> None:
        if packet.size and packet.pts is None and packet.dts is not None:
            heapq.heappush(self.waiting, packet.dts)

    def is_before(self, packet: "Packet[Any]", sought: Fraction | None) -> bool:
        value = packet.pts if packet.pts is not None else packet.dts
        return value is not None and sought is not None and self.original.time(value, self.stream.time_base) <= sought

    def time(self, frame: VideoFrame | AudioFrame) -> Fraction | None:
        if frame.pts is not None:
            return self.original.time(frame.pts, Fraction(frame.time_base or self.stream.time_base))
        while len(self.waiting) > 32:
            heapq.heappop(self.waiting)
        if not self.waiting:
            return None
        return self.original.time(heapq.heappop(self.waiting), self.stream.time_base)
