"""What the structure of a file says that FFmpeg does not tell. `boxes`, `elements` and `chunks` read it."""

import re
from dataclasses import dataclass

# A file of more parts than this is read no further, and counts as not clean.
MOST_PARTS = 200_000
# Longer texts are not read. Then the file counts as not clean.
MOST_TEXT = 64 * 1024
# Programs that name themselves in files that they write. A name of a device is none of these.
PROGRAM = re.compile(
    r"(Lavf|Lavc|x264|libebml|libmatroska|mkvmerge|HandBrake|obs|OBS|libwebm|vpxenc|Chrome|Google|Mozilla|QTmux"
    r"|GStreamer|GPAC|L-SMASH|LAME|Xiph|libopus|libvorbis|reference libFLAC|Zencoder|AWS Elemental)[\w .,:;()+/-]*"
)


@dataclass
class Structure:
    """It is filled while the file is read."""

    # The container, where its structure says more than FFmpeg's name for it: "mp4" or "mov", "webm" or "matroska".
    word: str = ""
    is_encrypted: bool = False
    knows_length: bool = False
    # Whether it has an index that a player finds at once.
    has_index: bool = False
    # Whether no part that we know tells a place, a device or a person.
    is_clean: bool = True
    # Whether parts are missing that the file itself announces. None if the structure does not say.
    is_cut: bool | None = None
    # Whether its pictures and sounds come in pieces, each with an index of its own.
    is_fragmented: bool = False
    # Whether its parts are to be played in another order, some not at all, or each with a description of its own.
    is_edited: bool = False
    # Whether several files were put one behind the other. Players that read the first length show only the first one.
    is_put_together: bool = False
    # The length that players of an MP3 read. 0 if it has none.
    told_seconds: float = 0.0
    dolby_vision: int | None = None


def is_program(text: str) -> bool:
    """Whether this is the name of a program, or empty."""
    return not text.strip("\0 ") or bool(PROGRAM.fullmatch(text.strip("\0 ")))
