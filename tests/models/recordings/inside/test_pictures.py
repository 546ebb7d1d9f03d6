"""The picture that is uploaded as a poster or logo keeps its brightness and its colours (contract 8.7)."""

import io
import struct
from typing import Any

import pytest
from PIL import Image, ImageCms

from models.recordings.inside import pictures

RED, GREEN, WHITE, BLACK = (250, 20, 20), (20, 250, 20), (255, 255, 255), (0, 0, 0)


def content_of(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def poster_of(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(pictures.redraw(io.BytesIO(content))[1]))


def logo_of(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(pictures.redraw_logo(io.BytesIO(content))[1])).convert("RGBA")


def is_near(colour: Any, other: tuple[int, ...]) -> bool:
    return all(abs(one - two) < 6 for one, two in zip(colour, other, strict=True))


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    grey = Image.new("I;16", (256, 8))
    for x in range(256):
        for y in range(8):
            grey.putpixel((x, y), x * 257)
    for drawn in (poster_of(content_of(grey)), logo_of(content_of(grey))):
        for x in (5, 128, 250):
            assert is_near(drawn.convert("RGB").getpixel((x, 4)), (x, x, x))


def transparent() -> dict[str, bytes]:
    """On the left nothing, under which is another colour. On the right a black shape."""
    rgba = Image.new("RGBA", (64, 32), (*RED, 0))
    rgba.paste((*BLACK, 255), (32, 0, 64, 32))
    palette = Image.new("P", (64, 32), 1)
    palette.putpalette([*BLACK, *RED])
    palette.paste(0, (32, 0, 64, 32))
    return {
        "RGBA": content_of(rgba),
        "WebP": content_of(rgba, "WEBP", lossless=True),
        "grey": content_of(rgba.convert("LA")),
        "a palette": content_of(palette, transparency=1),
        "one colour": content_of(rgba.convert("RGB"), transparency=RED),
    }


@pytest.mark.parametrize("kind", transparent())
def test_what_is_transparent_is_white_in_a_poster_and_stays_so_in_a_logo(kind: str) -> None:
    content = transparent()[kind]
    poster, logo = poster_of(content), logo_of(content)
    assert is_near(poster.getpixel((10, 16)), WHITE)
    assert is_near(poster.getpixel((54, 16)), BLACK)
    assert logo.getchannel("A").getextrema() == (0, 255)


def swapped() -> bytes:
    """A profile for which red is green, and green red."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    places = {bytes(profile[132 + 12 * number :][:4]): 132 + 12 * number for number in range(count)}
    for name, other in ((b"rXYZ", b"gXYZ"), (b"gXYZ", b"rXYZ")):
        struct.pack_into("4s", profile, places[name], other)
    return bytes(profile)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_the_colours_are_those_of_its_profile(kind: str, mode: str) -> None:
    picture = Image.new("RGB", (64, 32), RED)
    if kind != "JPEG":
        picture = picture.convert(mode, palette=Image.Palette.ADAPTIVE)
    content = content_of(picture, kind, icc_profile=swapped())
    assert is_near(poster_of(content).getpixel((10, 10)), GREEN)
    assert is_near(logo_of(content).convert("RGB").getpixel((10, 10)), GREEN)


@pytest.mark.parametrize("profile", [b"", b"no profile", swapped()[:200], bytes(5000)])
@pytest.mark.parametrize("mode", ["RGB", "L", "LA"])
def test_a_profile_that_cannot_be_used_is_left_out(profile: bytes, mode: str) -> None:
    content = content_of(Image.new("RGB", (64, 32), WHITE).convert(mode), icc_profile=profile)
    assert is_near(poster_of(content).getpixel((10, 10)), WHITE)


def test_a_profile_of_colours_is_left_out_of_a_grey_picture() -> None:
    content = content_of(Image.new("L", (64, 32), 100), icc_profile=swapped())
    assert is_near(poster_of(content).getpixel((10, 10)), (100, 100, 100))
