"""Whether a recording tells guests of a place, a device or a person (contract 8.21). What we do not know counts as
telling."""

import re
from collections.abc import Sequence
from typing import BinaryIO

from av.container import InputContainer
from av.stream import Stream

from models.recordings.inside.notes import messages_in
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
# Of the pictures at the beginning, and of those later ones that are decoded alone.
LOOKED_AT = 250
# In bytes. Notes stand before the parts of a picture.
MOST_NOTES = 4096
# A message of anybody's own kind begins with a number of 16 bytes.
UNREGISTERED = 5
# The numbers by which x264 and x265 mark what they write between the pictures. Cameras write there, too.
ENCODERS = bytes.fromhex("dc45e9bde6d948b7962cd820d923eeef"), bytes.fromhex("2ca2de09b51747dbbb55a4fe7fc2fc4e")


def is_clean(file: BinaryIO, container: InputContainer, used: Sequence[Stream]) -> bool:
    """FFmpeg cannot go on reading the file afterwards."""
    # Other streams may hold anything: places, texts, a second microphone.
    if len(used) < len(container.streams) or container.chapters():
        return False
    tags = [container.metadata, *(stream.metadata for stream in container.streams)]
    has_harmless_tags = all(_is_harmless(name.lower(), value) for each in tags for name, value in each.items())
    return has_harmless_tags and all(_are_pictures_clean(file, stream) for stream in used)


def _is_harmless(name: str, value: str) -> bool:
    value = value.strip("\0 ")
    return name in HARMLESS or (name in NAMING and bool(PROGRAM.fullmatch(value) or HANDLER.fullmatch(value)))


def _are_pictures_clean(file: BinaryIO, stream: Stream) -> bool:
    """A camera may write place and time between the pictures themselves (AVCHD does), and begin when it knows them.
    Only an MP4 with H.264 is sent with them."""
    context = stream.codec_context
    if context.codec.canonical_name != "h264" or not stream.container.format.name.startswith("mov"):
        return True
    entries = stream.index_entries
    keys = [entry for entry in entries if entry.is_keyframe]
    for entry in (*entries[:LOOKED_AT], *keys[:: len(keys) // LOOKED_AT + 1]):
        file.seek(entry.pos)
        messages = messages_in(file.read(min(entry.size, MOST_NOTES)), context.extradata or b"")
        if any(kind == UNREGISTERED and not content.startswith(ENCODERS) for kind, content in messages):
            return False
    return True
