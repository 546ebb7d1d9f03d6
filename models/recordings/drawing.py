"""Draws posters: JPEGs from a frame of a video, or from a picture that somebody uploaded.

Loads FFmpeg and Pillow. So other modules import this one only inside the functions that need it (facts 62).
"""

import io
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import av
from PIL import Image, ImageOps

from models.errors import Invalid, translatable
from models.recordings.probing import SAFE_OPTIONS

MAX_WIDTH, MAX_HEIGHT = 960, 1920
PICTURES = ("JPEG", "PNG", "WEBP")
# A small file may claim to be 30,000 pixels wide and high. It would take gigabytes when it is drawn. Pillow's own limit
# only warns, so it is off, and ours is checked before drawing.
MAX_PIXELS = 64_000_000
Image.MAX_IMAGE_PIXELS = None
# Drawing a large picture takes a quarter of a gigabyte, and the thread that has drawn it keeps that memory (facts 59).
# So all pictures are drawn by one thread, one after the other.
_drawing_thread = ThreadPoolExecutor(1, thread_name_prefix="drawing")
# Pillow cannot make pictures of these modes small with their colours between.
WITH_PALETTE = {"1", "P"}

NOT_A_PICTURE = translatable("This file is not a picture that can be a poster. Choose a JPEG, PNG or WebP file.")
BROKEN = translatable("This picture is damaged or has more than 64 million pixels. Choose another one.")


def poster_from_picture(content: bytes) -> bytes:
    """A new JPEG of the picture. Nothing of the uploaded file itself is ever sent to anybody, not even its metadata.

    Raises Invalid.
    """
    if not _looks_like_picture(content):
        raise Invalid("file", NOT_A_PICTURE)
    return _drawing_thread.submit(_redraw, content).result()


def _redraw(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=PICTURES) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Invalid("file", BROKEN)
            # Made small first, since each of the next steps makes a copy. A JPEG is even read small.
            if picture.mode not in WITH_PALETTE:
                picture.thumbnail((MAX_HEIGHT, MAX_HEIGHT))
            picture.load()
            # The metadata says how the camera was held. It is not kept, so the picture is turned now.
            return _jpeg(ImageOps.exif_transpose(picture))
    # Pillow raises these for broken files. For a PNG it may be a SyntaxError.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error, MemoryError):
        raise Invalid("file", BROKEN) from None


def _looks_like_picture(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def poster_from_video(video: Path | BinaryIO) -> bytes | None:
    """A JPEG of an early frame. None if none can be made. A video without a poster is accepted all the same.

    Raises MediaAway if the video is in a bucket that cannot be reached.
    """
    try:
        with av.open(str(video) if isinstance(video, Path) else video, "r", options=SAFE_OPTIONS) as container:
            container.seek(int((container.duration or 0) * 0.1))
            frame = next(container.decode(container.streams.video[0]))
            # A video of a phone says how it was held, and browsers turn it. The poster must be turned too.
            return _jpeg(_draw(frame).rotate(frame.rotation, expand=True))
    except (av.error.FFmpegError, StopIteration, OSError, ValueError):
        return None


def _draw(frame: av.VideoFrame) -> Image.Image:
    # FFmpeg makes it small before it is drawn. A frame of an 8K film would take half a gigabyte (facts 58).
    scale = min(1.0, MAX_HEIGHT / max(frame.width, frame.height))
    size = {"width": max(1, round(frame.width * scale)), "height": max(1, round(frame.height * scale))}
    picture: Image.Image = frame.to_image(**size)  # type: ignore[no-untyped-call]
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    picture = picture.convert("RGB")
    picture.thumbnail((MAX_WIDTH, MAX_HEIGHT))
    # Without this, Pillow would write metadata of the camera into the JPEG.
    picture.info.clear()
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=88)
    return jpeg.getvalue()
