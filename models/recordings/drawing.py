"""Draws posters, JPEGs from a frame of a video or from an uploaded picture, and the site's logo."""

import io

from models.errors import Invalid
from models.recordings import child
from models.recordings.child import ChildFailed
from models.recordings.limits import QUICK
from models.recordings.refusals import BROKEN_PICTURE, NOT_A_LOGO, NOT_A_PICTURE
from models.recordings.served_file import Readable

REDRAW = "models.recordings.inside.pictures:redraw"
REDRAW_LOGO = "models.recordings.inside.pictures:redraw_logo"
DRAW = "models.recordings.inside.frames:draw"
DRAW_AT = "models.recordings.inside.frames:draw_at"
# Longer recordings are refused.
MOST_TIME = 24 * 3600.0
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"


def poster_from_picture(content: bytes) -> bytes:
    """A new JPEG of the picture. Nothing of the uploaded file itself is ever sent to anybody, not even its metadata.

    Raises Invalid and TooManyFiles.
    """
    if not _looks_like_picture(content):
        raise Invalid("file", NOT_A_PICTURE)
    return _redrawn(REDRAW, content, JPEG)


def logo_from_picture(content: bytes) -> bytes:
    """A new PNG of the picture, at most 1024 × 512 pixels, with what is transparent in it. Otherwise like
    `poster_from_picture`."""
    if not _looks_like_picture(content):
        raise Invalid("file", NOT_A_LOGO)
    return _redrawn(REDRAW_LOGO, content, PNG)


def _looks_like_picture(content: bytes) -> bool:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return is_webp or content.startswith((JPEG, PNG))


def _redrawn(work: str, content: bytes, start: bytes) -> bytes:
    try:
        drawn = child.ask(work, io.BytesIO(content), QUICK).content
    except ChildFailed:
        drawn = b""
    if not drawn.startswith(start):
        raise Invalid("file", BROKEN_PICTURE)
    return drawn


def poster_at(video: Readable, seconds: float) -> tuple[bytes, float] | None:
    """A JPEG of the frame that is shown at this time, and when that frame begins. None if there is none.

    Raises TooManyFiles, and MediaAway if the video is in a bucket that cannot be reached.
    """
    try:
        drawn = child.ask(DRAW_AT, video, QUICK, seconds)
    except ChildFailed:
        return None
    time = drawn.values.get("time")
    if not drawn.content.startswith(JPEG) or not isinstance(time, float) or not 0 <= time <= MOST_TIME:
        return None
    return drawn.content, time


def poster_from_video(video: io.RawIOBase) -> bytes | None:
    """A JPEG of an early frame. None if none can be made, also if that takes too long: a film without a poster is a
    film all the same (contract 8.6).

    Raises TooManyFiles, and MediaAway if the video is in a bucket that cannot be reached.
    """
    try:
        drawn = child.ask(DRAW, video, QUICK).content
    except ChildFailed:
        return None
    return drawn if drawn.startswith(JPEG) else None
