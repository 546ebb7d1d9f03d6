"""Posters: JPEGs of our own making, from a frame of the video or from a picture that somebody has uploaded.

Loads FFmpeg and Pillow, as `probing` does: those who make posters import it when they do.
"""

import io
import struct
import threading
from pathlib import Path
from typing import BinaryIO

import av
from PIL import Image, ImageOps

from models.errors import Invalid, translatable
from models.recordings.probing import LEAST

WIDTH, HEIGHT = 960, 1920
PICTURES = ("JPEG", "PNG", "WEBP")
# A few bytes may claim to be 30,000 pixels wide and as high: gigabytes, once drawn. Pillow's own bound only warns.
MAX_PIXELS = 64_000_000
Image.MAX_IMAGE_PIXELS = None
# A large picture is a quarter of a gigabyte for a moment: not for as many at once as there are threads.
_drawing = threading.Lock()

NOT_A_PICTURE = translatable("This file is not a picture that can be a poster. Choose a JPEG, PNG or WebP file.")
BROKEN = translatable("This picture is damaged, or has more than 64 million pixels. Choose another one.")


def poster_from_picture(content: bytes) -> bytes:
    """The picture drawn anew: nothing that was uploaded is ever sent to anybody, its metadata included. Raises
    Invalid."""
    if not _looks_like_picture(content):
        raise Invalid("file", NOT_A_PICTURE)
    try:
        with _drawing, Image.open(io.BytesIO(content), formats=PICTURES) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Invalid("file", BROKEN)
            picture.load()
            # The note on how the camera was held is lost with the rest of the metadata, so it is acted upon.
            return _jpeg(ImageOps.exif_transpose(picture))
    # Whatever Pillow's readers meet in broken files; a PNG's is a SyntaxError.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error, MemoryError):
        raise Invalid("file", BROKEN) from None


def _looks_like_picture(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def poster_from_video(video: Path | BinaryIO) -> bytes | None:
    """A JPEG of an early frame; None when none can be made, which is no reason to refuse a video. Raises MediaAway, of
    a video that lies elsewhere."""
    try:
        with av.open(str(video) if isinstance(video, Path) else video, "r", options=LEAST) as container:
            container.seek(int((container.duration or 0) * 0.1))
            frame = next(container.decode(container.streams.video[0]))
            # Browsers turn a phone's video by the same note; the poster would lie on its side until somebody plays.
            return _jpeg(_drawn(frame).rotate(frame.rotation, expand=True))
    except (av.error.FFmpegError, StopIteration, OSError, ValueError):
        return None


def _drawn(frame: av.VideoFrame) -> Image.Image:
    """Made smaller by FFmpeg: one of an 8K film, drawn in full, would be half a gigabyte for a moment."""
    part = min(1.0, HEIGHT / max(frame.width, frame.height))
    size = {"width": max(1, round(frame.width * part)), "height": max(1, round(frame.height * part))}
    picture: Image.Image = frame.to_image(**size)  # type: ignore[no-untyped-call]
    return picture


def _jpeg(picture: Image.Image) -> bytes:
    picture = picture.convert("RGB")
    picture.thumbnail((WIDTH, HEIGHT))
    # Not one note of the camera's goes along.
    picture.info.clear()
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", quality=88)
    return drawn.getvalue()
