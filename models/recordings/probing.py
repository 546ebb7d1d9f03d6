"""Probing video files: what a file really is, by its content.

Loads FFmpeg, some 40 MB, as `posters` does and nothing else: those who probe import it when they do.
"""

from pathlib import Path

import av

from models.errors import Invalid, translatable
from models.recordings.probed import Probed

# What browsers play, by what the container calls itself: (content type, ending of the stored name).
PLAYABLE = {"mov,mp4,m4a,3gp,3g2,mj2": ("video/mp4", "mp4"), "matroska,webm": ("video/webm", "webm")}

# FFmpeg knows hundreds of formats, some of which open further files and addresses: these two it may try.
LEAST = {"format_whitelist": "mov,matroska", "protocol_whitelist": "file"}

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
