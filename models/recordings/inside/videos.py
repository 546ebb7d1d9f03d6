"""Reads a recording: whether it is a complete video, of which kind, and one frame of it as a poster."""

import importlib
import pkgutil
from typing import Any, BinaryIO

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from models.errors import Invalid
from models.recordings import refusals
from models.recordings.inside import jpegs
from models.recordings.inside.jpegs import MAX_HEIGHT

# FFmpeg knows hundreds of formats, and some of them open other files and addresses. It may try these two only, and open
# nothing. Without any codec it decodes no frame before we have judged the size of the picture (facts 71).
SAFE_OPTIONS = {"format_whitelist": "mov,matroska", "protocol_whitelist": "none", "codec_whitelist": "none"}
READ_BYTES = 256 * 1024
# A title in an old encoding is no fault. From version 19 on, PyAV itself leaves out what it cannot read.
METADATA: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}

LONG_SIDE, SHORT_SIDE = 8192, 4320
MAX_SECONDS = 24 * 3600

# PyAV loads some of its modules when a file needs them. Then this process cannot open a file any more.
for _module in pkgutil.walk_packages(av.__path__, "av."):
    importlib.import_module(_module.name)

Values = dict[str, object]
ERRORS = (av.error.FFmpegError, ValueError, IndexError, EOFError, OSError)


def inspect(file: BinaryIO) -> tuple[Values, bytes]:
    """The values that `probing.probe` reads, and a poster, which is empty if none can be made. Raises Invalid."""
    head = file.read(12)
    try:
        with _opened(file) as container:
            return _inspected(container), _poster(container)
    except ERRORS:
        looks_like_video = head[4:8] == b"ftyp" or head[:4] == b"\x1aE\xdf\xa3"
        raise Invalid("file", refusals.BROKEN_VIDEO if looks_like_video else refusals.NOT_A_VIDEO) from None


def draw(file: BinaryIO) -> tuple[Values, bytes]:
    """A poster of a recording that is kept already. It is empty if none can be made."""
    try:
        with _opened(file) as container:
            _prepare(container.streams.video[0])
            return {}, _poster(container)
    except (Invalid, *ERRORS):
        return {}, b""


def _opened(file: BinaryIO) -> InputContainer:
    file.seek(0)
    container: InputContainer = av.open(file, "r", options=SAFE_OPTIONS, buffer_size=READ_BYTES, **METADATA)
    return container


def _inspected(container: InputContainer) -> Values:
    if not container.streams.video:
        raise Invalid("file", refusals.NOT_A_VIDEO if container.streams.audio else refusals.NO_STREAMS)
    stream = container.streams.video[0]
    duration = (container.duration or 0) / av.time_base
    if duration > MAX_SECONDS:
        raise Invalid("file", refusals.LONG_VIDEO)
    _prepare(stream)
    try:
        _decode_a_frame(container, stream)
    finally:
        # Only the frames themselves say their true size. A larger one is not decoded, but its size is known then.
        _check_size(stream)
    if not _is_complete(container, duration):
        raise Invalid("file", refusals.BROKEN_VIDEO)
    return {
        "format": container.format.name,
        "duration": duration,
        "width": stream.width,
        "height": stream.height,
    }


def _prepare(stream: VideoStream) -> None:
    """Call this before a frame is decoded. Raises Invalid."""
    if stream.codec_context is None:
        raise Invalid("file", refusals.UNPLAYABLE)
    _check_size(stream)
    stream.codec_context.options = {"max_pixels": str(LONG_SIDE * SHORT_SIDE)}
    # Each thread would hold a frame of its own, and this process may start none.
    stream.codec_context.thread_count = 1


def _decode_a_frame(container: InputContainer, stream: VideoStream) -> None:
    for packet in container.demux(stream):
        if packet.has_sidedata("encryption_info"):
            raise Invalid("file", refusals.ENCRYPTED_VIDEO)
        if packet.decode():
            return
    raise Invalid("file", refusals.BROKEN_VIDEO)


def _check_size(stream: VideoStream) -> None:
    width, height = stream.width, stream.height
    if max(width, height) > LONG_SIDE or min(width, height) > SHORT_SIDE:
        raise Invalid("file", refusals.LARGE_VIDEO, width=width, height=height)


def _is_complete(container: InputContainer, duration: float) -> bool:
    """Whether there is something near the end. The header of a file that was cut short still tells the full length."""
    if duration <= 0:
        return True
    # The last tenth, but at least two seconds and at most a quarter: a stream may end a little before its container.
    near_end = duration - min(max(2.0, duration / 10), duration / 4)
    container.seek(int(near_end * av.time_base))
    last = -1.0
    try:
        for packet in container.demux():
            if packet.pts is not None and packet.size and packet.time_base is not None:
                last = max(last, float(packet.pts * packet.time_base))
    except av.error.FFmpegError:
        return False
    return last >= near_end


def _poster(container: InputContainer) -> bytes:
    """A JPEG of an early frame. A video without a poster is accepted all the same."""
    try:
        container.seek(int((container.duration or 0) * 0.1))
        frame = next(container.decode(container.streams.video[0]))
        # FFmpeg makes it small before it is drawn. A frame of an 8K film would take half a gigabyte (facts 58).
        scale = min(1.0, MAX_HEIGHT / max(frame.width, frame.height))
        size = {"width": max(1, round(frame.width * scale)), "height": max(1, round(frame.height * scale))}
        # A video of a phone says how it was held, and browsers turn it. The poster must be turned too.
        picture: Image.Image = frame.to_image(**size, threads=1)  # type: ignore[no-untyped-call]
        return jpegs.encoded(picture.rotate(frame.rotation, expand=True))
    except (StopIteration, *ERRORS):
        return b""
