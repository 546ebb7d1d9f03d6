"""Inspects a video for the callers that do not prepare recordings yet."""

from pathlib import Path

from models.errors import Invalid
from models.recordings import inspecting
from models.recordings.probed import Probed
from models.recordings.refusals import UNPLAYABLE


def probe(path: Path) -> Probed:
    """Raises Invalid unless it is an MP4 or WebM film, TooManyFiles, and OSError."""
    inspected = inspecting.inspect(path)
    if inspected.picture is None or inspected.container not in {"mp4", "mov", "webm", "matroska"}:
        raise Invalid("file", UNPLAYABLE)
    is_mp4 = inspected.container in {"mp4", "mov"}
    kind = ("video/mp4", "mp4") if is_mp4 else ("video/webm", "webm")
    width, height = inspected.picture.width, inspected.picture.height
    return Probed(*kind, inspected.size, inspected.duration, width, height, inspected.poster)
