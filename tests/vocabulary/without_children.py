"""Preparing a recording of sound without the children that read and make files: what they would find and make is given.
So it takes milliseconds."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from models.recordings import child, drawing, inspecting
from models.recordings.inspected import Inspected, Sound

FOUND = Inspected(
    container="flac",
    size=10,
    duration=1.0,
    picture=None,
    sound=Sound("flac", "", 2, 48000),
    knows_length=True,
    starts_quickly=True,
    is_clean=True,
    ends_early=False,
    poster=b"",
)


@contextmanager
def without_children(meanwhile: Callable[[str], object] = lambda _work: None) -> Iterator[None]:
    """`meanwhile` is called while a child would be at work, with the name of its work."""

    def find(_file: object, _going_on: object) -> Inspected:
        meanwhile("inspect")
        return FOUND

    def draw(_file: object) -> bytes:
        meanwhile("draw")
        return b"jpeg"

    def make(work: str, _file: object, output: io.FileIO, *_: object) -> dict[str, object]:
        output.write(b"ma")
        meanwhile(work.partition(":")[2])
        output.write(b"de")
        return {"duration": 1.0, "width": 64, "height": 36}

    with (
        patch.object(inspecting, "inspect_open", find),
        patch.object(drawing, "poster_from_video", draw),
        patch.object(child, "make", make),
    ):
        yield
