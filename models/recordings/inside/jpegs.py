"""The JPEG that becomes a poster."""

import io

from PIL import Image

# Pillow loads its formats when they are needed. Then this process cannot open a file any more.
Image.preinit()
MAX_WIDTH, MAX_HEIGHT = 960, 1920


def encoded(picture: Image.Image) -> bytes:
    picture = picture.convert("RGB")
    picture.thumbnail((MAX_WIDTH, MAX_HEIGHT))
    # Without this, Pillow would write metadata of the camera into the JPEG.
    picture.info.clear()
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=88)
    return jpeg.getvalue()
