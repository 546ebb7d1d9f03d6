"""The shape of pixels: how wide one is, divided by how high it is.

What the container says counts, and else what the pictures themselves say. Cameras, discs and broadcasts say it in the
pictures alone, so it is known when one has been decoded, and a broadcast changes it between a film and an advertisement
(facts 208).
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

if TYPE_CHECKING:
    from av.packet import Packet

# Anything else is damage. The picture would be a line.
LEAST, MOST = Fraction(1, 100), Fraction(100)
# Nobody sees less than that. Containers that name whole pixels round the shape.
NEARLY = 0.01
# A frame comes so many packets later than its own at most.
LOOKED_BACK = 64


@dataclass(frozen=True)
class _Mark:
    """One for each frame: PyAV forgets an object when the first frame that has it goes."""

    aspect: float


def aspect_of(frame: VideoFrame) -> float:
    """As `Aspects` has marked it."""
    return frame.opaque.aspect if isinstance(frame.opaque, _Mark) else 1.0


def is_reshaped(stream: VideoStream) -> bool:
    """Whether the shape that counts is not the one that the pictures say, or the container. Some browsers follow the
    one, some the other, and what is copied keeps the first one only."""
    told = (stream.sample_aspect_ratio, stream.codec_context.sample_aspect_ratio or Fraction(1))
    return any(each and abs(float(each) / _now(stream) - 1) > NEARLY for each in told)


class Aspects:
    """Marks frames while a stream is decoded. A decoder gives a frame some packets after its own, and what it says
    then may be of the next part already."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.noted: deque[tuple[int, float]] = deque(maxlen=LOOKED_BACK)

    def mark(self, packet: "Packet[Any]", frames: Iterable[Any]) -> None:
        """These frames came when this packet was decoded."""
        if packet.pts is not None:
            self.noted.append((packet.pts, _now(self.stream)))
        for frame in frames:
            found = (aspect for pts, aspect in reversed(self.noted) if pts == frame.pts)
            frame.opaque = _Mark(next(found, _now(self.stream)))


def _now(stream: VideoStream) -> float:
    told = (stream.sample_aspect_ratio, stream.codec_context.sample_aspect_ratio)
    return next((float(each) for each in told if each and LEAST < each < MOST), 1.0)
