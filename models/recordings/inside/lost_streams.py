"""A picture or a sound that is in a file, but cannot be decoded (contract 8.78)."""

import contextlib
import itertools
from collections.abc import Sequence
from typing import BinaryIO

from av.container import InputContainer
from av.stream import Stream

from models.recordings.inside.opening import ERRORS, NO_PICTURE, opened

KINDS = {"video": "picture", "audio": "sound"}
# So many are looked at. Streams without any packet are announced, too: of a microphone that was off.
MOST_PACKETS = 3000


def lost_of(file: BinaryIO, container: InputContainer, used: Sequence[Stream]) -> str:
    """The kind of which the file has a stream with content, but none that is used. "" if there is none."""
    types = set(KINDS) - {stream.type for stream in used}
    unused = [stream for stream in container.streams if stream.type in types and not stream.disposition & NO_PICTURE]
    full = (stream for stream in unused if len(stream.index_entries) or _has_packets(file, stream))
    return next((KINDS[stream.type] for stream in full), "")


def _has_packets(file: BinaryIO, stream: Stream) -> bool:
    with opened(file) as anew, contextlib.suppress(*ERRORS):
        packets = itertools.islice(anew.demux(), MOST_PACKETS)
        return any(packet.size and packet.stream_index == stream.index for packet in packets)
    return False
