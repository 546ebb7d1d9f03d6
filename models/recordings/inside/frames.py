"""Draws a frame of a recording as a poster."""

import contextlib
from typing import BinaryIO

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from models.errors import Invalid
from models.recordings.inside import jpegs
from models.recordings.inside.jpegs import MAX_HEIGHT
from models.recordings.inside.opening import ERRORS, opened, prepare, used_picture


def draw(file: BinaryIO) -> tuple[dict[str, object], bytes]:
    """A poster of a recording that is kept already. It is empty if none can be made."""
    try:
        with opened(file) as container:
            stream = used_picture(container)
            if stream is None:
                return {}, b""
            prepare(stream)
            return {}, poster_of(container, stream, None)
    except (Invalid, *ERRORS):
        return {}, b""


def poster_of(container: InputContainer, stream: VideoStream, first: VideoFrame | None) -> bytes:
    """A JPEG of a frame at a tenth of the length, else of the `first` one. A video without a poster is accepted all
    the same."""
    frame = first
    with contextlib.suppress(StopIteration, *ERRORS):
        container.seek((container.start_time or 0) + int((container.duration or 0) * 0.1))
        frame = next(container.decode(stream))
    try:
        return b"" if frame is None else _drawn(frame, float(stream.sample_aspect_ratio or 1))
    except ERRORS:
        return b""


def _drawn(frame: VideoFrame, sample_aspect: float) -> bytes:
    # FFmpeg makes it small before it is drawn. A frame of an 8K film would take half a gigabyte (facts 58).
    width, height = frame.width * max(1.0, sample_aspect), frame.height / min(1.0, sample_aspect)
    scale = min(1.0, MAX_HEIGHT / max(width, height))
    size = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
    # A video of a phone says how it was held, and browsers turn it. The poster must be turned too.
    picture: Image.Image = frame.to_image(**size, threads=1)  # type: ignore[no-untyped-call]
    return jpegs.encoded(picture.rotate(frame.rotation, expand=True))
