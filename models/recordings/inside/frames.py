"""Draws a frame of a recording as a poster."""

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from time import process_time
from typing import BinaryIO

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageOps

from models.errors import Invalid
from models.recordings.inside import jpegs
from models.recordings.inside.aspects import Aspects, aspect_of
from models.recordings.inside.colours import colours_of, needs_table, target_of
from models.recordings.inside.filtering import TICKS, Filtering
from models.recordings.inside.jpegs import MAX_HEIGHT
from models.recordings.inside.opening import ERRORS, opened, prepare, used_picture
from models.recordings.inside.orientation import orientation_of
from models.recordings.inside.originals import Original
from models.recordings.inside.shapes import Shape

# Players tell their time in microseconds, and a page in milliseconds.
TOLERANCE = Fraction(2, 1000)
# Of computing. The limit is 10 (`limits.QUICK`).
MOST_SECONDS = 7


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


def draw_at(file: BinaryIO, seconds: float) -> tuple[dict[str, object], bytes]:
    """The frame that is shown at this time of the recording, or its last one. It is empty if none can be drawn. `time`
    is when that frame begins. Where it is too far to decode up to the wanted one, it is an earlier one."""
    found: tuple[Fraction, VideoFrame] | None = None
    wanted = Fraction(seconds) + TOLERANCE
    with contextlib.suppress(Invalid, *ERRORS):
        recording = Original(file)
        for time, frame in recording.frames("picture", Fraction(seconds)):
            if found and (time > wanted or process_time() > MOST_SECONDS):
                break
            found = time, frame
        if found:
            return {"time": float(found[0])}, _drawn(found[1])
    return {}, b""


def poster_of(container: InputContainer, stream: VideoStream, first: VideoFrame | None) -> bytes:
    """A JPEG of a frame at a tenth of the length, else of the `first` one. A video without a poster is accepted all
    the same."""
    frame = first
    with contextlib.suppress(*ERRORS):
        container.seek((container.start_time or 0) + int((container.duration or 0) * 0.1))
        frame = next(_decoded(container, stream), frame)
    try:
        return b"" if frame is None else _drawn(frame)
    except ERRORS:
        return b""


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    aspects = Aspects(stream)
    for packet in container.demux(stream):
        frames = packet.decode()
        aspects.mark(packet, frames)
        yield from frames


def _drawn(frame: VideoFrame) -> bytes:
    sample_aspect = aspect_of(frame)
    # FFmpeg makes it small before it is drawn. A frame of an 8K film would take half a gigabyte (facts 58).
    width, height = frame.width * max(1.0, sample_aspect), frame.height / min(1.0, sample_aspect)
    scale = min(1.0, MAX_HEIGHT / max(width, height))
    size = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
    # Browsers turn a video as its phone was held. The poster must be turned too.
    orientation, frame = orientation_of(frame), _on_ordinary_screens(frame, **size)
    picture: Image.Image = frame.to_image(**size, threads=1)  # type: ignore[no-untyped-call]
    if orientation.is_mirrored:
        picture = ImageOps.mirror(picture)
    return jpegs.encoded(picture.rotate(-orientation.rotation, expand=True))


def _on_ordinary_screens(frame: VideoFrame, width: int, height: int) -> VideoFrame:
    """Light of a high dynamic range becomes what such screens show, as in the film that is made."""
    colours = colours_of(frame)
    if not needs_table(colours):
        return frame
    frame.pts, frame.time_base = 0, Fraction(1, TICKS)
    shape = Shape(max(2, width // 2 * 2), max(2, height // 2 * 2), rotation=0)
    return next(Filtering(shape, target_of(colours)).frames(iter([frame])))
