"""Draws posters: JPEGs from a frame of a video, or from a picture that somebody uploaded."""

import io

from models.errors import Invalid
from models.recordings import child
from models.recordings.child import ChildFailed
from models.recordings.limits import QUICK
from models.recordings.refusals import BROKEN_PICTURE, NOT_A_PICTURE, UNPLAYABLE

REDRAW = "models.recordings.inside.pictures:redraw"
DRAW = "models.recordings.inside.frames:draw"
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


def poster_from_video(video: io.RawIOBase) -> bytes | None:
    """A JPEG of an early frame. None if none can be made.

    Raises Invalid, TooManyFiles, and MediaAway if the video is in a bucket that cannot be reached.
    """
    try:
        drawn = child.ask(DRAW, video, QUICK).content
    except ChildFailed:
        raise Invalid("file", UNPLAYABLE) from None
    return drawn if drawn.startswith(JPEG) else None
