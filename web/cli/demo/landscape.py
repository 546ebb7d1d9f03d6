"""The landscape in motion: dawn, noon, dusk and night, each with its own colours, fading into one another."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image

from web.cli.demo import scenery
from web.cli.demo.filters import Filters
from web.cli.demo.lights import DAWN, DUSK, NIGHT, NOON, Light
from web.cli.demo.scenery import HEIGHT, RANGES, WIDTH

DAY = (DAWN, NOON, DUSK, NIGHT)
# For how many frames each range of hills stands before it moves by a point, the farthest first.
STANDS = (5, 3, 2, 1, 0.5)
# The sun has set when this share of the day is over. Then the moon is in the sky.
SUN_SHARE = 0.75


@dataclass(frozen=True)
class Landscape:
    """`part`: the seconds of each time of day, `fade`: those in which one becomes the next. In a landscape that is
    `endless` the hills stand, and its end goes over into its beginning."""

    scale: float
    rate: int
    part: int
    fade: int
    endless: bool = False

    @property
    def size(self) -> tuple[int, int]:
        return scenery.even(WIDTH * self.scale), scenery.even(HEIGHT * self.scale)

    @property
    def seconds(self) -> int:
        return len(DAY) * self.part

    def frames(self) -> Iterator[Any]:
        """The video frames of one day."""
        filters = Filters(self.rate)
        shown = self._scene(filters, DAY[0], 0, self.part)
        following = [(light, number * self.part, number * self.part) for number, light in enumerate(DAY[1:], 1)]
        if self.endless:
            following.append((DAY[0], self.seconds, 0))
        for light, begins, time in following:
            # Of the last one of an endless day, only what fades in is seen.
            seconds = min(self.part, self.seconds - begins) + self.fade
            scene = self._scene(filters, light, time - self.fade, seconds)
            fading = f"transition=fade:duration={self.fade}:offset={begins - self.fade}"
            shown = filters.add("xfade", fading, shown, scene)
        return filters.frames(shown)

    def _scene(self, filters: Filters, light: Light, time: int, seconds: int) -> Any:
        """So many seconds in this light, from this second of the day."""
        frame = f"(n+{time * self.rate})"
        still = filters.picture(scenery.sky(light, self.scale), "yuv420p")
        still = filters.add("loop", f"loop={seconds * self.rate - 1}:size=1", still)
        shown = filters.add("fps", f"{self.rate}", filters.add("setpts", "N", still))
        disc, (x, y) = scenery.disc(light, self.scale), self._place_of_disc(light, frame)
        shown = _laid(filters, shown, disc, f"{x}-{disc.width // 2}", f"{y}-{disc.height // 2}")
        clouds = scenery.clouds(light, self.scale)
        shown = _laid(filters, shown, clouds.image, self._drift(frame), f"{clouds.top}")
        for number in range(len(RANGES)):
            range_of_hills = scenery.hills(light, number, self.scale, self._width_of(number))
            x = "0" if self.endless else f"-{frame}/{STANDS[number]}"
            shown = _laid(filters, shown, range_of_hills.image, x, f"{range_of_hills.top}")
        return shown

    def _place_of_disc(self, light: Light, frame: str) -> tuple[str, str]:
        """The sun goes up on the left and down on the right. The moon comes up on the right."""
        width, height = self.size
        of_day = f"{frame}/{self.seconds * self.rate}"
        if light.has_stars:
            of_night = f"({of_day}-{SUN_SHARE})"
            return f"{width}*(0.85-1.2*{of_night})", f"{height}*(0.28-0.5*{of_night})"
        of_sun = f"{of_day}/{SUN_SHARE}"
        return f"{width}*(0.08+0.8*{of_sun})", f"{height}*(0.7-0.58*sin(PI*(0.1+0.86*{of_sun})))"

    def _drift(self, frame: str) -> str:
        """The clouds are at the end of an endless day where they were at its beginning."""
        width = self.size[0]
        turn = self.seconds * self.rate if self.endless else 4 * width
        return f"-mod({frame}+{turn},{turn})*{width / turn}"

    def _width_of(self, number: int) -> int:
        """Of a range of hills: what is seen of it in a day."""
        moves = 0 if self.endless else math.ceil(self.seconds * self.rate / STANDS[number])
        return self.size[0] + scenery.even(moves + 1)


def _laid(filters: Filters, below: Any, image: Image.Image, x: str, y: str) -> Any:
    return filters.add("overlay", f"x='{x}':y='{y}'", below, filters.picture(image, "yuva420p"))


def still(light: Light, scale: float, sun: tuple[float, float]) -> Image.Image:
    """A picture of the landscape, with the sun or the moon at this place."""
    image = scenery.sky(light, scale).convert("RGBA")
    disc = scenery.disc(light, scale)
    place = round(sun[0] * scale) - disc.width // 2, round(sun[1] * scale) - disc.height // 2
    image.alpha_composite(disc, place)
    hills = [scenery.hills(light, number, scale, image.width) for number in range(len(RANGES))]
    for part in (scenery.clouds(light, scale), *hills):
        image.alpha_composite(part.image.crop((0, 0, image.width, part.image.height)), (0, part.top))
    return image.convert("RGB")
