"""Redraws an uploaded picture as a poster."""

import struct
from typing import BinaryIO

# The formats are imported here, because later this process cannot open a file.
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

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


def redraw(file: BinaryIO) -> tuple[dict[str, object], bytes]:
    """A new JPEG of the picture. Raises Invalid."""
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Invalid("file", refusals.BROKEN_PICTURE)
            # Made small first, since each of the next steps makes a copy. A JPEG is even read small.
            if picture.mode not in WITH_PALETTE:
                picture.thumbnail((jpegs.MAX_HEIGHT, jpegs.MAX_HEIGHT))
            picture.load()
            # The metadata says how the camera was held. It is not kept, so the picture is turned now.
            return {}, jpegs.encoded(ImageOps.exif_transpose(picture))
    # Pillow raises these for broken files. For a PNG it may be a SyntaxError.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error, MemoryError):
        raise Invalid("file", refusals.BROKEN_PICTURE) from None
