"""What is known of a recording after probing it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Probed:
    """`size` is in bytes, `duration` in seconds, `width` and `height` in pixels. `ending` is for the stored name.
    `poster` is a JPEG of an early frame, or empty if none could be made."""

    content_type: str
    ending: str
    size: int
    duration: float
    width: int
    height: int
    poster: bytes = b""
