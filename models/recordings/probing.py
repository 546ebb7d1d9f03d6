"""Finds out from the content of a file whether it is a complete video, and of which kind."""

import math
import os
from pathlib import Path

from models.errors import Invalid
from models.recordings import child
from models.recordings.child import Answer, ChildFailed
from models.recordings.probed import Probed
from models.recordings.refusals import EMPTY, UNPLAYABLE

INSPECT = "models.recordings.inside.videos:inspect"
# The formats that browsers play, by FFmpeg's name: their content type, and the ending of the stored name.
PLAYABLE = {"mov,mp4,m4a,3gp,3g2,mj2": ("video/mp4", "mp4"), "matroska,webm": ("video/webm", "webm")}


def probe(path: Path) -> Probed:
    """Raises Invalid unless the file is a complete video that browsers play, TooManyFiles, and OSError."""
    with child.open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if not size:
            raise Invalid("file", EMPTY)
        try:
            return _probed(child.ask(INSPECT, file), size)
        except ChildFailed:
            raise Invalid("file", UNPLAYABLE) from None


def _probed(answer: Answer, size: int) -> Probed:
    """Raises ChildFailed for values that our code in the child never gives."""
    said = answer.values
    width, height, duration = said.get("width"), said.get("height"), said.get("duration")
    kind = PLAYABLE.get(str(said.get("format")))
    if kind is None or not isinstance(width, int) or not isinstance(height, int) or not isinstance(duration, float):
        raise ChildFailed
    if not (0 <= width < 2**15 and 0 <= height < 2**15 and math.isfinite(duration)):
        raise ChildFailed
    return Probed(*kind, size, duration, width, height, answer.content)
