"""Draws posters: JPEGs from a frame of a video, or from a picture that somebody uploaded."""

import io

from models.errors import Invalid
from models.recordings import child
from models.recordings.child import ChildFailed
from models.recordings.limits import QUICK
from models.recordings.refusals import BROKEN_PICTURE, NOT_A_PICTURE, UNPLAYABLE
from models.recordings.served_file import Readable

REDRAW = "models.recordings.inside.pictures:redraw"
DRAW = "models.recordings.inside.frames:draw"
DRAW_AT = "models.recordings.inside.frames:draw_at"
# Longer recordings are refused.
MOST_TIME = 24 * 3600.0
JPEG = b"\xff\xd8\xff"


def poster_from_picture(content: bytes) -> bytes:
    """A new JPEG of the picture. Nothing of the uploaded file itself is ever sent to anybody, not even its metadata.

    Raises Invalid and TooManyFiles.
    """
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not is_webp and not content.startswith((JPEG, b"\x89PNG\r\n\x1a\n")):
        raise Invalid("file", NOT_A_PICTURE)
    try:
        drawn = child.ask(REDRAW, io.BytesIO(content), QUICK).content
    except ChildFailed:
        drawn = b""
    if not drawn.startswith(JPEG):
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
    """A JPEG of an early frame. None if none can be made.

    Raises Invalid, TooManyFiles, and MediaAway if the video is in a bucket that cannot be reached.
    """
    try:
        drawn = child.ask(DRAW, video, QUICK).content
    except ChildFailed:
        raise Invalid("file", UNPLAYABLE) from None
    return drawn if drawn.startswith(JPEG) else None
