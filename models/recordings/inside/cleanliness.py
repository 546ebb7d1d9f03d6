"""Whether a recording tells guests of a place, a device or a person (contract 8.21). What we do not know counts as
telling."""

import re
from collections.abc import Sequence
from typing import Any

from av.container import InputContainer
from av.sidedata.sidedata import Type
from av.stream import Stream
from av.video.frame import VideoFrame

from models.recordings.inside.structure import PROGRAM

# The tags that are harmless, whatever they say: brands, languages, lengths, times.
HARMLESS = {
    *("major_brand", "minor_version", "compatible_brands", "language", "duration", "bps", "creation_time", "vendor_id"),
    *("number_of_frames", "number_of_bytes", "encoder_options", "tlen"),
    *("_statistics_tags", "_statistics_writing_date_utc"),
}
# These may name a program, or what kind of stream it is. A camera writes its own name there.
NAMING = {"encoder", "software", "handler_name", "_statistics_writing_app", "muxer"}
HANDLER = re.compile(
    r"|(ISO Media file produced by Google Inc\.?.*|GPAC ISO (Video|Audio) Handler.*|L-SMASH (Video|Audio) Handler"
    r"|(Video|Sound|Audio) ?[Hh]andl(er)?|Core Media (Video|Audio)|Apple (Video|Sound) Media Handler|Mainconcept .*)"
)
# The numbers by which x264 and x265 mark what they write between the pictures. Cameras write there, too.
ENCODERS = bytes.fromhex("dc45e9bde6d948b7962cd820d923eeef"), bytes.fromhex("2ca2de09b51747dbbb55a4fe7fc2fc4e")


def is_clean(container: InputContainer, used: Sequence[Stream], frame: VideoFrame | None) -> bool:
    """`frame` is the first one of the picture."""
    # Other streams may hold anything: places, texts, a second microphone.
    if len(used) < len(container.streams) or container.chapters() or not _is_frame_clean(frame):
        return False
    tags = [container.metadata, *(stream.metadata for stream in container.streams)]
    return all(_is_harmless(name.lower(), value) for each in tags for name, value in each.items())


def _is_harmless(name: str, value: str) -> bool:
    value = value.strip("\0 ")
    return name in HARMLESS or (name in NAMING and bool(PROGRAM.fullmatch(value) or HANDLER.fullmatch(value)))


def _is_frame_clean(frame: VideoFrame | None) -> bool:
    """A camera may write place and time between the pictures themselves (AVCHD does)."""
    # PyAV has its numbers as keys.
    data: Any = () if frame is None else frame.side_data
    notes = [data[number] for number in range(len(data))]
    return all(bytes(note).startswith(ENCODERS) for note in notes if note.type is Type.SEI_UNREGISTERED)
