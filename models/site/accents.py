"""The accent colour of a site, made readable in both schemes by the arithmetic of WCAG 2.2 (contract 11.66)."""

from collections.abc import Sequence
from typing import NamedTuple

Colour = tuple[int, int, int]

ENOUGH = 4.5
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


class Shades(NamedTuple):
    """The colours of one scheme that depend on the accent, like `#0b6661`: itself, when one points at it, behind a text
    in it, and of a text on it."""

    accent: str
    strong: str
    soft: str
    on: str


class Scheme(NamedTuple):
    """What a text in the accent may stand on, and how far the soft colour may go: it holds other texts too, so it is no
    darker in the light scheme, and no lighter in the dark one, than Guestlink's own. See web/static/tokens.css."""

    surface: str
    backgrounds: Sequence[str]
    own_soft: str
    is_dark: bool


LIGHT = Scheme("#ffffff", ("#f8f7f3", "#ffffff", "#f0eee8", "#fbebe8"), "#e1f0ed", is_dark=False)
DARK = Scheme("#1d2226", ("#14171a", "#1d2226", "#262c30", "#40231f"), "#1d3836", is_dark=True)


def shades(accent: str, scheme: Scheme) -> Shades:
    """An accent of too little contrast is darkened in the light scheme and lightened in the dark one, as little as
    needed."""
    chosen, away = _read(accent), WHITE if scheme.is_dark else BLACK
    soft = _soft(chosen, scheme)
    readable = _readable(chosen, away, [*map(_read, scheme.backgrounds), soft])
    # On a light accent nearly black, with a trace of its hue.
    on = _readable(_mixed(readable, BLACK, 0.85), BLACK, [readable]) if scheme.is_dark else WHITE
    return Shades(*map(_written, (readable, _mixed(readable, away, 0.3), soft, on)))


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21, as WCAG defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _readable(colour: Colour, away: Colour, backgrounds: Sequence[Colour]) -> Colour:
    """The nearest colour on the way to black or white that is readable on all of these."""
    steps = (_mixed(colour, away, step / 255) for step in range(256))
    return next((each for each in steps if all(contrast(each, behind) >= ENOUGH for behind in backgrounds)), away)


def _soft(colour: Colour, scheme: Scheme) -> Colour:
    surface, bound = _read(scheme.surface), _luminance(_read(scheme.own_soft))
    tints = (_mixed(surface, colour, percent / 100) for percent in range(16, 0, -1))
    fits = (tint for tint in tints if (_luminance(tint) <= bound if scheme.is_dark else _luminance(tint) >= bound))
    return next(fits, surface)


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _read(written: str) -> Colour:
    return int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16)


def _written(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
