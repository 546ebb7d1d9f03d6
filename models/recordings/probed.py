"""The result of probing a recording. In a module of its own, because `probing` loads FFmpeg."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Probed:
    """`size` is in bytes, `duration` in seconds, `width` and `height` in pixels. `ending` is for the stored name."""

    content_type: str
    ending: str
    size: int
    duration: float
    width: int
    height: int
