"""What a recording was found to be. Apart from `probing`, which loads FFmpeg."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Probed:
    """What a file was found to be."""

    content_type: str
    ending: str
    size: int
    duration: float
    width: int
    height: int
