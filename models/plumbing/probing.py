"""Probing video files: what a file really is, by its content, and a picture of it.

The only place that loads FFmpeg, some 40 MB: those who probe import it when they do.
"""

import uuid
from fractions import Fraction
from pathlib import Path

import av

from models.plumbing.errors import Invalid, translatable
from models.plumbing.settings import settings
from models.plumbing.storage import Probed

# What browsers play, by what the container calls itself: (content type, ending of the stored name).
PLAYABLE = {"mov,mp4,m4a,3gp,3g2,mj2": ("video/mp4", "mp4"), "matroska,webm": ("video/webm", "webm")}

# FFmpeg knows hundreds of formats, some of which open further files and addresses: these two it may try.
LEAST = {"format_whitelist": "mov,matroska", "protocol_whitelist": "file"}

POSTER_WIDTH = 960

NOT_A_VIDEO = translatable("This file is not a video that browsers can play. Upload an MP4 or WebM file.")
BROKEN = translatable("This video is damaged or incomplete. Upload the whole file again.")
EMPTY = translatable("This file is empty. Choose a video file.")


def probe(path: Path) -> Probed:
    """What the file really is. Raises Invalid for anything but a whole video."""
    size = path.stat().st_size
    if not size:
        raise Invalid("file", EMPTY)
    try:
        # Absolute: FFmpeg takes a relative name like `concat:x` for an address.
        with av.open(str(path.absolute()), options=LEAST) as container:
            return _probed(container, size)
    except (av.error.FFmpegError, ValueError, IndexError):
        raise Invalid("file", NOT_A_VIDEO if not _looks_like_video(path) else BROKEN) from None


def _probed(container: "av.container.InputContainer", size: int) -> Probed:
    kind = PLAYABLE.get(container.format.name)
    if kind is None or not container.streams.video:
        raise Invalid("file", NOT_A_VIDEO)
    stream = container.streams.video[0]
    if next(container.decode(stream), None) is None:
        raise Invalid("file", BROKEN)
    duration = (container.duration or 0) / av.time_base
    if not _whole(container, duration):
        raise Invalid("file", BROKEN)
    return Probed(kind[0], kind[1], size, duration, stream.width, stream.height)


def _whole(container: "av.container.InputContainer", duration: float) -> bool:
    """A file cut short still tells its full length in its header, but has nothing near its end."""
    if duration <= 0:
        return True
    # The last tenth, at least two seconds, at most a quarter: streams may end a little before their container says.
    latest = duration - min(max(2.0, duration / 10), duration / 4)
    container.seek(int(latest * av.time_base))
    last = -1.0
    try:
        for packet in container.demux():
            if packet.pts is not None and packet.size and packet.time_base is not None:
                last = max(last, float(packet.pts * packet.time_base))
    except av.error.FFmpegError:
        return False
    return last >= latest


def _looks_like_video(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(12)
    return head[4:8] == b"ftyp" or head[:4] == b"\x1aE\xdf\xa3"


def make_poster(stored_name: str) -> str | None:
    """A JPEG of an early frame beside the file; None when none can be made, which is no reason to refuse a video."""
    poster_name = f"{uuid.uuid4().hex}.jpg"
    target = settings().media_folder / poster_name
    try:
        with av.open(str(settings().media_folder / stored_name), options=LEAST) as container:
            container.seek(int((container.duration or 0) * 0.1))
            target.write_bytes(_jpeg(next(container.decode(container.streams.video[0]))))
    except (av.error.FFmpegError, StopIteration, OSError, ValueError):
        target.unlink(missing_ok=True)
        return None
    return poster_name


def _jpeg(frame: av.VideoFrame) -> bytes:
    width = min(frame.width, POSTER_WIDTH)
    # The encoder takes even numbers only.
    height = round(width * frame.height / frame.width / 2) * 2
    encoder = av.CodecContext.create("mjpeg", "w")
    assert isinstance(encoder, av.VideoCodecContext)  # noqa: S101 (for the type checker)
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, "yuvj420p", Fraction(1, 25)
    picture = frame.reformat(width, height, "yuvj420p")
    picture.pts, picture.time_base = 0, encoder.time_base
    return b"".join(bytes(packet) for packet in [*encoder.encode(picture), *encoder.encode(None)])
