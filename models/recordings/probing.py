"""Finds out from the content of a file whether it is a complete video, and of which kind.

Loads FFmpeg, some 40 MB. So other modules import this one only inside the functions that need it (facts 62).
"""

from pathlib import Path

import av

from models.errors import Invalid, translatable
from models.recordings.probed import Probed

# The formats that browsers play, by FFmpeg's name: their content type, and the ending of the stored name.
PLAYABLE = {"mov,mp4,m4a,3gp,3g2,mj2": ("video/mp4", "mp4"), "matroska,webm": ("video/webm", "webm")}

# FFmpeg knows hundreds of formats, and some of them open other files and addresses. It may only try these two.
SAFE_OPTIONS = {"format_whitelist": "mov,matroska", "protocol_whitelist": "file"}

NOT_A_VIDEO = translatable("This file is not a video that browsers can play. Upload an MP4 or WebM file.")
BROKEN = translatable("This video is damaged or incomplete. Upload the whole file again.")
EMPTY = translatable("This file is empty. Choose a video file.")


def probe(path: Path) -> Probed:
    """Raises Invalid unless the file is a complete video that browsers play."""
    size = path.stat().st_size
    if not size:
        raise Invalid("file", EMPTY)
    try:
        # An absolute path: FFmpeg would take a relative name like `concat:x` for an address.
        with av.open(str(path.absolute()), options=SAFE_OPTIONS) as container:
            return _probe(container, size)
    except (av.error.FFmpegError, ValueError, IndexError):
        raise Invalid("file", NOT_A_VIDEO if not _looks_like_video(path) else BROKEN) from None


def _probe(container: "av.container.InputContainer", size: int) -> Probed:
    if container.format.name not in PLAYABLE or not container.streams.video:
        raise Invalid("file", NOT_A_VIDEO)
    content_type, ending = PLAYABLE[container.format.name]
    stream = container.streams.video[0]
    if next(container.decode(stream), None) is None:
        raise Invalid("file", BROKEN)
    duration = (container.duration or 0) / av.time_base
    if not _is_complete(container, duration):
        raise Invalid("file", BROKEN)
    return Probed(content_type, ending, size, duration, stream.width, stream.height)


def _is_complete(container: "av.container.InputContainer", duration: float) -> bool:
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


def _looks_like_video(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(12)
    return head[4:8] == b"ftyp" or head[:4] == b"\x1aE\xdf\xa3"
