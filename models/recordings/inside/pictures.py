"""Redraws an uploaded picture as a poster, or as the site's logo."""

import contextlib
import io
import struct
from collections.abc import Callable
from typing import BinaryIO

# The formats are imported here, because later this process cannot open a file.
from PIL import (
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from models.errors import Invalid
from models.recordings import refusals
from models.recordings.inside import jpegs

LOADED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
FORMATS = ("JPEG", "PNG", "WEBP")
# A small file may claim to be so large that drawing it takes gigabytes. Pillow's own limit only warns, so it is off.
MAX_PIXELS = 40_000_000
Image.MAX_IMAGE_PIXELS = None
# Pillow cannot make pictures of these modes small with their colours between.
WITH_PALETTE = {"1", "P"}
# How screens show colours if nothing else is said.
SRGB = ImageCms.createProfile("sRGB")
LOGO_SIZE = (1024, 512)


def redraw(file: BinaryIO) -> tuple[dict[str, object], bytes]:
    """A new JPEG of the picture. Raises Invalid."""
    return _redrawn(file, (jpegs.MAX_HEIGHT, jpegs.MAX_HEIGHT), _on_white)


def redraw_logo(file: BinaryIO) -> tuple[dict[str, object], bytes]:
    """A new PNG of the picture. Raises Invalid."""
    return _redrawn(file, (2 * max(LOGO_SIZE), 2 * max(LOGO_SIZE)), _png)


def _on_white(picture: Image.Image) -> bytes:
    """What is transparent may have any colour, mostly black."""
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return jpegs.encoded(picture)


def _png(picture: Image.Image) -> bytes:
    picture = picture if picture.mode == "RGBA" else picture.convert("RGB")
    picture.thumbnail(LOGO_SIZE)
    # Without this, Pillow would copy what the file says about itself.
    picture.info.clear()
    png = io.BytesIO()
    picture.save(png, "PNG", optimize=True)
    return png.getvalue()


def _redrawn(
    file: BinaryIO, size: tuple[int, int], encoded: Callable[[Image.Image], bytes]
) -> tuple[dict[str, object], bytes]:
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Invalid("file", refusals.BROKEN_PICTURE)
            # Made small first, since each of the next steps makes a copy. A JPEG is even read small.
            if picture.mode not in WITH_PALETTE:
                picture.thumbnail(size)
            picture.load()
            # The metadata says how the camera was held. It is not kept, so the picture is turned now.
            upright = _with_usual_values(ImageOps.exif_transpose(picture))
            upright.thumbnail(size)
            return {}, encoded(_in_usual_colours(upright))
    # Pillow raises these for broken files. For a PNG it may be a SyntaxError.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error, MemoryError):
        raise Invalid("file", refusals.BROKEN_PICTURE) from None


def _with_usual_values(picture: Image.Image) -> Image.Image:
    """Eight bits, and RGBA if something is transparent."""
    if picture.mode.startswith("I"):
        # Of 16 bits of grey Pillow would take all but the darkest for white.
        picture = picture.point(lambda value: value / 256).convert("L")
        picture.info.pop("transparency", None)
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("RGB") if picture.mode in WITH_PALETTE else picture


def _in_usual_colours(picture: Image.Image) -> Image.Image:
    """Photos of phones have more colours than screens show, and say so in a profile. A wrong one is left out."""
    if profile := picture.info.get("icc_profile"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            return ImageCms.profileToProfile(picture, source, SRGB, outputMode=mode) or picture
    return picture
