"""The times of day of the demo's landscape, and their colours."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Light:
    """The sky has its colours from top to horizon, the hills from the farthest to the nearest. `disc` is the sun or the
    moon."""

    sky: tuple[str, ...]
    hills: tuple[str, ...]
    disc: str
    glow: str
    clouds: str
    cloud_share: float
    disc_radius: int = 22
    has_stars: bool = False


DAWN = Light(
    ("34406f", "7f78a6", "eea9a8", "ffd9a8", "ffe9c8"),
    ("d3a6ac", "a9809f", "75648a", "474268", "262442"),
    disc="fff3d0",
    glow="ffd696",
    clouds="ffe6d8",
    cloud_share=0.8,
)
NOON = Light(
    ("2f7fc8", "69b0e4", "aedaf0", "dcf0f2", "f2f8f0"),
    ("b4d6dc", "8cc0b8", "63a48c", "3f8163", "235a44"),
    disc="fffdf0",
    glow="fffff0",
    clouds="ffffff",
    cloud_share=1.0,
)
DUSK = Light(
    ("2a2858", "6b3a7a", "c9566e", "f58a5c", "ffc070"),
    ("b8607a", "8c4a74", "613a68", "3c2852", "1e1636"),
    disc="ffe6a8",
    glow="ffa05a",
    clouds="ffb9a0",
    cloud_share=0.8,
)
NIGHT = Light(
    ("060a1c", "0c1533", "182650", "2a3d6c", "40568a"),
    ("2e4070", "223158", "182546", "101834", "090e22"),
    disc="f4f6ff",
    glow="96afe6",
    clouds="8090b8",
    cloud_share=0.35,
    disc_radius=17,
    has_stars=True,
)


def colour(hexadecimal: str) -> Colour:
    red, green, blue = bytes.fromhex(hexadecimal)
    return red, green, blue


def between(one: Colour, other: Colour, share: float) -> Colour:
    """`share`: how much of the other one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
