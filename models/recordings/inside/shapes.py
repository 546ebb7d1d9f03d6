"""How large the picture becomes."""

from dataclasses import dataclass

LONG_SIDE, SHORT_SIDE = 1920, 1080


@dataclass(frozen=True)
class Shape:
    """`width` and `height` are those of the upright picture with square pixels. `rotation` is how far it is turned
    clockwise."""

    width: int
    height: int
    rotation: int
    # Left to right, before it is turned.
    is_mirrored: bool = False

    def inside(self, width: int, height: int, sample_aspect: float) -> tuple[int, int]:
        """The size of a frame before it is turned, so that it fits. The frames of a recording may differ in size, and
        in the shape of their pixels."""
        most_wide, most_high = self.rotated(self.width, self.height)
        wide, high = _squared(width, height, sample_aspect)
        scale = min(most_wide / wide, most_high / high)
        fitted = _even(wide * scale), _even(high * scale)
        return min(fitted[0], most_wide), min(fitted[1], most_high)

    def rotated(self, width: int, height: int) -> tuple[int, int]:
        return (height, width) if self.rotation in (90, 270) else (width, height)


def shape_of(width: int, height: int, rotation: int, sample_aspect: float, *, is_mirrored: bool = False) -> Shape:
    """For frames of this coded size, with pixels that are so wide for their height."""
    wide, high = _squared(width, height, sample_aspect)
    if rotation in (90, 270):
        wide, high = high, wide
    scale = min(1.0, LONG_SIDE / max(wide, high), SHORT_SIDE / min(wide, high))
    return Shape(_even(wide * scale), _even(high * scale), rotation, is_mirrored)


def _squared(width: int, height: int, sample_aspect: float) -> tuple[float, float]:
    """With square pixels. It is stretched and never pressed, so nothing is lost."""
    return (width * sample_aspect, height) if sample_aspect >= 1 else (width, height / sample_aspect)


def _even(length: float) -> int:
    """4:2:0 has one colour for two pixels."""
    return max(2, round(length / 2) * 2)
