"""Reads the frames of the file that was uploaded, from a time on (contract 8.70)."""

import contextlib
import heapq
import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, BinaryIO

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame

from models.recordings.inside import flv, opening
from models.recordings.inside.aspects import Aspects
from models.recordings.inside.layouts import spare
from models.recordings.inside.timeline import MAX_SECONDS, RAW, Timeline

# So many seconds before its start a piece is looked for: an index may be wrong, and so may the first times behind it.
SEEKS, SEEKS_WITHOUT_TIMES = (0, 10, 60), (5, 20, 60)
_WITH_TIMES = ("mov", "matroska")
MAX_ERRORS = 1000
# How many frames may be decoded before one that is shown earlier.
MOST_REORDERED = 8
_BROKEN = (av.error.InvalidDataError, av.error.PatchWelcomeError, av.error.BugError, av.error.UndefinedError)

Timed = Iterator[tuple[Fraction, Any]]


class Original:
    """Times are seconds of the recording. It begins with the first frame of the streams that are used."""

    def __init__(self, file: BinaryIO, *, is_put_together: bool = False) -> None:
        """`is_put_together` is what was inspected: no time can be looked for then, as in raw streams."""
        self.file, self.origin = flv.without_headers(file) if is_put_together else file, Fraction(0)
        name = self.opened().format.name
        self.is_exact, self.is_counted = name.startswith(_WITH_TIMES), is_put_together or name in RAW
        # What a file says of its beginning may be wrong. The first frame of a stream may be shorter than others.
        self.first = {kind: list(itertools.islice(self._all_frames(kind), 2)) for kind in ("picture", "sound")}
        self.origin = min((first[0][0] for first in self.first.values() if first), default=Fraction(0))
        self.first = {
            kind: [(time - self.origin, frame) for time, frame in first] for kind, first in self.first.items()
        }

    def opened(self) -> InputContainer:
        return opening.opened(self.file)

    def frames(self, kind: str, start: Fraction = Fraction(0)) -> Timed:
        """Decoded, with their times: from at least one not after `start` on, if there is one, to the end."""
        # A frame that claims to be shown later is damaged.
        return ((time, frame) for time, frame in self._all_frames(kind, start) if time <= MAX_SECONDS)

    def _all_frames(self, kind: str, start: Fraction = Fraction(0)) -> Timed:
        if self.is_counted:
            yield from self._counted(kind, start)
            return
        for back in (SEEKS if self.is_exact else SEEKS_WITHOUT_TIMES) if start > 0 else ():
            found = self._decoded(kind, start, max(Fraction(0), start - back))
            first = next(found, None)
            if first and first[0] <= start:
                yield first
                yield from found
                return
        yield from self._decoded(kind, None, None)

    def _counted(self, kind: str, start: Fraction) -> Timed:
        """The file is read from its beginning, and decoded from the last packet that can be decoded alone before the
        start, or some seconds before it."""
        container = self.opened()
        stream: Any = stream_of(container, kind)
        if stream is None:
            return
        clock, first = _Clock(container, stream, self.origin), 0
        early = start - SEEKS_WITHOUT_TIMES[0]
        for number, packet in enumerate(steady_packets_of(container, stream) if early > 0 else ()):
            if packet.size and packet.is_keyframe:
                if not clock.is_before(packet, early):
                    break
                first = number
        container = self.opened()
        stream = stream_of(container, kind)
        clock = _Clock(container, stream, self.origin)
        for packet in itertools.islice(steady_packets_of(container, stream), first, None):
            yield from clock.decoded(packet)
        yield from clock.rest()

    def _decoded(self, kind: str, start: Fraction | None, target: Fraction | None) -> Timed:
        """After seeking for `target`, the first packet must be one that can be decoded alone, and not after `start`."""
        container = self.opened()
        stream: Any = stream_of(container, kind)
        if stream is None or not self._seek(container, stream, target):
            return
        clock = _Clock(container, stream, self.origin)
        is_waiting = start is not None
        for packet in packets_of(container, stream):
            if is_waiting and packet.size:
                if stream.type == "video" and not packet.is_keyframe:
                    continue
                if not clock.is_before(packet, start):
                    return
                is_waiting = False
            yield from clock.decoded(packet)
        yield from clock.rest()

    def _seek(self, container: InputContainer, stream: Any, target: Fraction | None) -> bool:
        """Whether that is possible."""
        if target is not None:
            try:
                container.seek(int((target + self.origin) / stream.time_base), stream=stream)
            except av.error.FFmpegError:
                return False
        return True


def stream_of(container: InputContainer, kind: str) -> Any:
    """Ready to be decoded, by this one thread."""
    stream: Any = opening.used_picture(container) if kind == "picture" else opening.used_sound(container)
    if kind == "picture" and stream is not None:
        opening.prepare(stream)
    elif stream is not None:
        stream.codec_context.thread_count = 1
    return stream


def packets_of(container: InputContainer, *streams: Any) -> "Iterator[Packet[Any]]":
    """To the end of the file. Damaged parts are passed over."""
    for _ in range(MAX_ERRORS):
        with contextlib.suppress(*_BROKEN):
            for packet in container.demux(*streams):
                # An empty one means the end to a decoder. Some AVIs have them for frames that are not there.
                if packet.size or packet.dts is None:
                    yield packet
            return


def steady_packets_of(container: InputContainer, stream: Any) -> "Iterator[Packet[Any]]":
    """Those of this stream, from the beginning of the file, each at the time at which it is due."""
    used = [each for each in (opening.used_picture(container), opening.used_sound(container)) if each is not None]
    for packet in Timeline(container).steady(packets_of(container, *used)):
        if packet.stream_index == stream.index:
            yield packet


class _Clock:
    """When each frame is shown. Raw streams do not tell it. AVI tells only when a packet is decoded, and FFmpeg guesses
    the rest wrongly. There the frames, which come in the order in which they are shown, get those times in order. So do
    frames without a time. Sound without any time goes on: a packet may hold several frames, and tells that of one."""

    def __init__(self, container: InputContainer, stream: Any, origin: Fraction) -> None:
        self.stream, self.origin = stream, origin
        self.is_guessed = container.format.name in {"avi", *RAW} and stream.type == "video"
        self.aspects = Aspects(stream) if stream.type == "video" else None
        self.frames: deque[VideoFrame | AudioFrame] = deque()
        self.times: list[int] = []
        # When the sound that was decoded has ended.
        self.end: Fraction | None = None

    def is_before(self, packet: "Packet[Any]", start: Fraction | None) -> bool:
        value = packet.dts if packet.pts is None or self.is_guessed else packet.pts
        return value is not None and start is not None and value * self.stream.time_base - self.origin <= start

    def decoded(self, packet: "Packet[Any]") -> Timed:
        if self.is_guessed:
            # A frame has what its packet has.
            packet.pts = packet.dts
        frames: Iterable[VideoFrame | AudioFrame] = ()
        with contextlib.suppress(*_BROKEN):
            frames = packet.decode()
        spare(frames)
        if self.aspects:
            self.aspects.mark(packet, frames)
        for frame in frames:
            if frame.pts is not None and not self.is_guessed:
                yield self._noted(frame.pts * Fraction(frame.time_base or self.stream.time_base) - self.origin, frame)
            elif (time := frame.dts if frame.pts is None else frame.pts) is not None:
                heapq.heappush(self.times, time)
                self.frames.append(frame)
                yield from self.rest(MOST_REORDERED)
            elif self.end is not None:
                yield self._noted(self.end, frame)

    def _noted(self, time: Fraction, frame: VideoFrame | AudioFrame) -> tuple[Fraction, Any]:
        if isinstance(frame, AudioFrame) and frame.sample_rate:
            self.end = time + Fraction(frame.samples, frame.sample_rate)
        return time, frame

    def rest(self, kept: int = 0) -> Timed:
        while len(self.frames) > kept:
            yield heapq.heappop(self.times) * self.stream.time_base - self.origin, self.frames.popleft()
