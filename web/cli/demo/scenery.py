"""The parts of a landscape, drawn by code: sky, sun or moon, clouds, and hills one behind the other.

Places are those of a picture of 640 x 360 points. Everything is drawn `scale` times as large.
"""

import math
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

from web.cli.demo.lights import Colour, Light, between, colour

WIDTH, HEIGHT = 640, 360
GLOW_RADIUS = 110
CLOUD_TOP, CLOUD_HEIGHT = 14, 140
STARS, LOWEST_STAR = 150, 190
# Shapes are drawn so many times as large and then made smaller, which smooths their edges.
FINER = 2


@dataclass(frozen=True)
class Trees:
    smallest: float
    largest: float
    widest_gap: float


@dataclass(frozen=True)
class Range:
    """A range of hills: waves of this length and height around `middle`. Below `lowest` the next range covers it."""

    middle: float
    height: float
    length: float
    lowest: int
    trees: Trees | None = None


# The farthest first.
RANGES = (
    Range(150, 46, 210, 236),
    Range(190, 30, 330, 276),
    Range(225, 34, 260, 308),
    Range(262, 26, 380, 342, Trees(8, 15, 70)),
    Range(300, 26, 520, HEIGHT, Trees(16, 30, 110)),
)


@dataclass(frozen=True)
class Sprite:
    """A part of the picture, and the y of its upper edge."""

    image: Image.Image
    top: int


class Chance:
    """Numbers that look random, and are always the same ones."""

    def __init__(self, seed: int) -> None:
        self._last = seed

    def between(self, smallest: float, largest: float) -> float:
        self._last = (1_103_515_245 * self._last + 12_345) % 2**31
        return smallest + (largest - smallest) * self._last / 2**31

    def one_of(self, choices: tuple[float, ...]) -> float:
        return choices[int(self.between(0, len(choices)))]


def even(length: float) -> int:
    """Video stores colours for squares of 2 x 2 points."""
    return 2 * round(length / 2)


def sky(light: Light, scale: float) -> Image.Image:
    size = even(WIDTH * scale), even(HEIGHT * scale)
    image = Image.new("RGB", size, colour(light.sky[-1]))
    image.paste(_gradient([colour(each) for each in light.sky], (size[0], size[1] * 3 // 4)))
    if light.has_stars:
        _draw_stars(image, scale)
    return image


def _draw_stars(image: Image.Image, scale: float) -> None:
    stars, chance = Image.new("L", image.size), Chance(4)
    draw = ImageDraw.Draw(stars)
    for _ in range(STARS):
        x, y = scale * chance.between(0, WIDTH), scale * chance.between(0, LOWEST_STAR)
        brightness, radius = chance.between(50, 230), scale * chance.one_of((0.4, 0.4, 0.4, 0.4, 0.9))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=round(brightness))
    image.paste((255, 255, 255), mask=stars)


def disc(light: Light, scale: float) -> Image.Image:
    """The sun or the moon, in the middle of its glow."""
    size = 2 * even(GLOW_RADIUS * scale)
    strength = [round(max(0, 255 - 1.42 * value) ** 2 / 320) for value in range(256)]
    image = _filled(light.glow, Image.radial_gradient("L").resize((size, size)).point(strength))
    radius = round(light.disc_radius * scale)
    shape = Image.new("L", (8 * radius, 8 * radius))
    ImageDraw.Draw(shape).ellipse((0, 0, 8 * radius - 1, 8 * radius - 1), fill=255)
    shape = shape.resize((2 * radius, 2 * radius), Image.Resampling.BOX)
    opaque = Image.new("RGBA", shape.size, (*colour(light.disc), 255))
    image.paste(opaque, (size // 2 - radius, size // 2 - radius), shape)
    return image


def clouds(light: Light, scale: float) -> Sprite:
    """Two pictures wide. Both halves are alike, so clouds can drift on without an end."""
    shapes = _cloud_shapes(scale).point([round(value * light.cloud_share) for value in range(256)])
    return Sprite(_filled(light.clouds, shapes), even(CLOUD_TOP * scale))


@cache
def _cloud_shapes(scale: float) -> Image.Image:
    width, height = even(WIDTH * scale), even(CLOUD_HEIGHT * scale)
    # Three pictures wide: what hangs over the edges of the one in the middle is in the other two.
    shapes, chance = Image.new("L", (3 * width, height)), Chance(9)
    draw = ImageDraw.Draw(shapes)
    for _ in range(6):
        x, y = chance.between(0, WIDTH), chance.between(20, 110)
        for puff in range(int(chance.between(3, 7))):
            half, rise, tone = chance.between(25, 70), chance.between(6, 12), int(chance.between(50, 111))
            for turn in range(3):
                middle = x + 28 * puff + turn * WIDTH
                sides = middle - half, y - rise, middle + half, y + 5
                draw.ellipse([scale * side for side in sides], fill=tone)
    one = shapes.filter(ImageFilter.GaussianBlur(5 * scale)).crop((width, 0, 2 * width, height))
    both = Image.new("L", (2 * width, height))
    for turn in (0, 1):
        both.paste(one, (turn * width, 0))
    return both


def hills(light: Light, number: int, scale: float, width: int) -> Sprite:
    """The range of hills with this number, so many points wide."""
    shape, top = _hill_shape(number, scale, width)
    own = colour(light.hills[number])
    # Haze lies over the far ones.
    foot = between(own, colour(light.sky[-1]), 0.35 if number < 3 else 0.12)
    image = _gradient([own, foot], shape.size).convert("RGBA")
    image.putalpha(shape)
    return Sprite(image, top)


@cache
def _hill_shape(number: int, scale: float, width: int) -> tuple[Image.Image, int]:
    hills, finer = RANGES[number], scale * FINER
    highest = hills.middle - 1.7 * hills.height - (hills.trees.largest / 2 if hills.trees else 0)
    top = even(max(0, highest) * scale)
    height = even(hills.lowest * scale) - top
    shape = Image.new("L", (width * FINER, height * FINER))
    draw, length = ImageDraw.Draw(shape), math.ceil(width / scale) + 4
    ridge = [(x * finer, _ridge(number, x) * finer - top * FINER) for x in range(0, length, 4)]
    draw.polygon([(0, shape.height), *ridge, (shape.width, shape.height)], fill=255)
    for tree in _trees(number, length):
        draw.polygon([(x * finer, y * finer - top * FINER) for x, y in tree], fill=255)
    return shape.resize((width, height), Image.Resampling.BOX), top


def _ridge(number: int, x: float) -> float:
    """The y of this range at x."""
    hills, waves = RANGES[number], 5 if number == 0 else 3
    heights = (math.sin(2.1 * k * x / hills.length + 1.7 * k * number + k * k) / k for k in range(1, waves + 1))
    return hills.middle - 0.7 * hills.height * sum(heights)


def _trees(number: int, length: float) -> list[list[tuple[float, float]]]:
    """The triangles of the trees of this range: three for each."""
    trees, chance, x = RANGES[number].trees, Chance(number), 0.0
    found: list[list[tuple[float, float]]] = []
    while trees and x < length:
        x += chance.one_of((0.08, 0.1, 0.14, 0.6, 1)) * trees.widest_gap
        tall, foot = chance.between(trees.smallest, trees.largest), _ridge(number, x) + 3
        for branch in range(3):
            y, half = foot - 0.28 * branch * tall, 0.26 * tall * (1 - 0.25 * branch)
            found.append([(x - half, y), (x + half, y), (x, y - tall / 2)])
    return found


def _gradient(colours: list[Colour], size: tuple[int, int]) -> Image.Image:
    column = Image.new("RGB", (1, len(colours)))
    column.putdata(colours)
    smooth = column.resize((1, size[1]), Image.Resampling.BILINEAR, box=(0, 0.5, 1, len(colours) - 0.5))
    return smooth.resize(size)


def _filled(hexadecimal: str, shape: Image.Image) -> Image.Image:
    image = Image.new("RGBA", shape.size, (*colour(hexadecimal), 0))
    image.putalpha(shape)
    return image
