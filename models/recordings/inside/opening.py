"""Opens a recording with FFmpeg, so that it reads this file and nothing else, and chooses the streams that are used."""

import importlib
import pkgutil
from collections.abc import Collection
from typing import Any, BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from models.errors import Invalid
from models.recordings import refusals

# Our words for what FFmpeg may try. Of the hundreds of others, some open other files and addresses (HLS, lists, several
# pictures in a row), some read texts and pictures, some take anything for a recording, and some belong to one game.
FORMATS = {
    **dict.fromkeys(("mov", "mp4", "m4a", "3gp", "3g2", "mj2"), "mp4"),
    **dict.fromkeys(("matroska", "webm"), "matroska"),
    **{name: name for name in ("avi", "asf", "flv", "ogg", "mxf", "dv", "rm", "wtv", "gxf", "nut", "ivf", "mpegts")},
    **{name: name for name in ("mp3", "wav", "w64", "flac", "aac", "aiff", "caf", "au", "amr", "ac3", "eac3", "dts")},
    **{name: name for name in ("ape", "tta", "wv", "tak", "mpc", "mpc8", "mpeg")},
    **{name: name for name in ("h264", "hevc", "m4v", "mpegvideo", "obu")},
    # Formats of security cameras, measuring cameras and television recorders.
    **{name: name for name in ("dhav", "hxvs", "ifv", "luodat", "mxg", "cine", "ser", "lxf", "ty", "nuv", "pva")},
    **{name: name for name in ("nsv", "ivr")},
    "yuv4mpegpipe": "y4m",
    # Formats of dictation machines, telephones, studios and old computers.
    **{name: name for name in ("dss", "gsm", "qcp", "ilbc", "nistsphere", "ircam", "sox", "avr", "pvf", "voc", "wve")},
    **{name: name for name in ("mmf", "aea", "oma", "dsf", "wsd", "iff", "mlp", "truehd", "dtshd", "shn")},
    **{name: name for name in ("vqf", "xwma", "qoa")},
}
# Without a codec of pictures FFmpeg decodes none before we have judged its size (facts 71). Without that of AAC it does
# not know how long a packet lasts: of several that a transport stream gives one time, all but one would have none.
SOUND_ALONE = ("aac", "aac_latm")
SAFE_OPTIONS = {"format_whitelist": ",".join(FORMATS), "protocol_whitelist": "none"}
READ_BYTES = 256 * 1024
# A title in an old encoding is no fault. From version 19 on, PyAV itself leaves out what it cannot read.
METADATA: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}

LONG_SIDE, SHORT_SIDE = 8192, 4320

# PyAV loads some of its modules when a file needs them. Then this process cannot open a file any more.
for _module in pkgutil.walk_packages(av.__path__, "av."):
    importlib.import_module(_module.name)

ERRORS = (av.error.FFmpegError, ValueError, IndexError, EOFError, OSError)
# FFmpeg calls these video streams: a cover of a song, and small pictures for a seek bar.
NO_PICTURE = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
# The codec of an Amiga's pictures, in the container of its sounds.
PICTURES_ALONE = "iff_ilbm"
SPECIAL_SOUND = Disposition.comment | Disposition.visual_impaired | Disposition.hearing_impaired


def opened(file: BinaryIO, codecs: Collection[str] = SOUND_ALONE) -> InputContainer:
    """Raises one of ERRORS. With `codecs` FFmpeg decodes some frames at once: a stream of sound alone may say what it
    is in no other way."""
    file.seek(0)
    options = {**SAFE_OPTIONS, "codec_whitelist": ",".join(codecs)}
    container: InputContainer = av.open(file, "r", options=options, buffer_size=READ_BYTES, **METADATA)
    return container


def word_of(container: InputContainer) -> str:
    """Our word for its format."""
    return next((FORMATS[name] for name in container.format.name.split(",") if name in FORMATS), "")


def used_picture(container: InputContainer) -> VideoStream | None:
    """The stream that is shown. None if there is none that can be decoded."""
    streams = [stream for stream in container.streams.video if not stream.disposition & NO_PICTURE]
    return min(filter(_can_be_decoded, streams), key=_rank, default=None)


def used_sound(container: InputContainer) -> AudioStream | None:
    """The stream that is heard. None if there is none that can be decoded. A broadcast holds several programmes: the
    sound is that of the picture, if it has one."""
    picture = used_picture(container)

    def rank(stream: AudioStream) -> tuple[bool, bool, bool, int]:
        return container.streams.best("video", related=stream) is not picture, *_rank(stream)

    return min(filter(_can_be_decoded, container.streams.audio), key=rank, default=None)


def _can_be_decoded(stream: Stream) -> bool:
    # PyAV gives no context for a codec without a decoder.
    context = getattr(stream, "codec_context", None)
    return context is not None and context.codec.canonical_name != PICTURES_ALONE


def _rank(stream: Stream) -> tuple[bool, bool, int]:
    return bool(stream.disposition & SPECIAL_SOUND), not stream.disposition & Disposition.default, stream.index


def prepare(stream: VideoStream) -> None:
    """Call this before a frame is decoded. Raises Invalid."""
    check_size(stream)
    stream.codec_context.options = {"max_pixels": str(LONG_SIDE * SHORT_SIDE)}
    # Each thread would hold a frame of its own, and this process may start none.
    stream.codec_context.thread_count = 1


def check_size(stream: VideoStream) -> None:
    width, height = stream.width, stream.height
    if max(width, height) > LONG_SIDE or min(width, height) > SHORT_SIDE:
        raise Invalid("file", refusals.LARGE_VIDEO, width=width, height=height)
