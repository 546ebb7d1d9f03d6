"""Whether a stream can be copied, or sent as it is (contract 8.20).

The header of an MP4 describes a stream once, and players put sound together without looking at its times (facts 233).
So a stream that changes later, has gaps or damaged packets, or is described too late, would play otherwise than its
file says.
"""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from av.packet import Packet
from av.stream import Stream

from models.recordings.inside.notes import units_of
from models.recordings.inside.opening import opened

# Other codecs are encoded whatever comes. These two are sent as they are in WebM.
COPIED, SOUNDS_OF_WEBM = {"h264", "aac", "mp3"}, {"opus", "vorbis"}
# Samples of a packet. Opus and Vorbis say it in each packet.
AAC_SAMPLES, MP3_SAMPLES, MP3_SAMPLES_BELOW_32_KHZ = 1024, 1152, 576
# So many seconds the sound may be away from its time.
MOST_APART = 0.04
# Of an index, so many entries are looked at.
MOST_ENTRIES = 100_000
# Containers without a header of their own, and those that describe a stream anew where it changes.
DESCRIBED_ON_THE_WAY, DESCRIBED_ANEW = {"mpegts", "flv"}, ("flv", "mov")
COUNTED = {"mp3", "aac"}
# Kinds of units of H.264: the parts of a picture, and what describes pictures, which stands before them (ITU-T H.264,
# 7.4.1).
SLICES, PARAMETERS = {1, 2, 5}, {7, 8}
Described = frozenset[bytes]


class Watch:
    """Looks at one stream, from its first packet to its last. It must have been decoded to its first frame."""

    def __init__(self, stream: Stream) -> None:
        context: Any = stream.codec_context
        self.codec, self.header = context.codec.canonical_name, context.extradata or b""
        self.matters = self.codec in COPIED | SOUNDS_OF_WEBM
        self.base = float(stream.time_base or 1)
        self.is_described_anew = stream.container.format.name.startswith(DESCRIBED_ANEW)
        # Times of raw sound are counted, and so are always right.
        self.is_timed = stream.type == "audio" and stream.container.format.name not in COUNTED
        self.step = _samples(context) / context.sample_rate if self.is_timed and context.sample_rate else 0.0
        self.is_irregular = False
        # A packet of Vorbis lasts for parts of a millisecond, which Matroska rounds.
        self.rounding = 2.5 * self.base if self.codec == "vorbis" else 0.0
        # When the next packet is due, how far the sound is from its time, and what the first packet said of itself.
        self.due: float | None = None
        self.apart = 0.0
        self.described: Described = frozenset()
        self.is_damaged = False

    def take(self, packet: "Packet[Any]", time: float, duration: float) -> None:
        """`time` is when it begins, in seconds."""
        if not self.matters or self.is_irregular:
            return
        # At the end of the file, one is cut off and left out. In the middle it may be whole, or missed by others.
        self.is_irregular = self.is_damaged or self._is_apart(time, self.step or duration) or self._changes(packet)
        self.is_damaged = packet.is_corrupt

    def take_index(self, stream: Stream) -> None:
        entries = stream.index_entries
        places = range(0, len(entries), len(entries) // MOST_ENTRIES + 1) if self.step else ()
        first = entries[0].timestamp * self.base if places else 0.0
        self.is_irregular |= any(
            abs(entries[place].timestamp * self.base - first - place * self.step) > MOST_APART for place in places
        )

    def _is_apart(self, time: float, duration: float) -> bool:
        if not self.is_timed:
            return False
        late = 0.0 if self.due is None else time - self.due
        self.due = time + duration
        self.apart += late if abs(late) > self.rounding else 0.0
        return abs(self.apart) > MOST_APART

    def _changes(self, packet: "Packet[Any]") -> bool:
        if self.is_described_anew and packet.has_sidedata("new_extradata"):
            return bytes(packet.get_sidedata("new_extradata")) != self.header
        described = frozenset(self._description(packet))
        self.described = self.described or described
        return bool(described) and described != self.described

    def _description(self, packet: "Packet[Any]") -> Iterator[bytes]:
        """What the packet says of its stream."""
        if self.codec == "h264" and packet.is_keyframe:
            content = bytes(packet)
            for start, end, kind in units_of(content, self.header):
                if kind in SLICES:
                    break
                if kind in PARAMETERS:
                    yield content[start:end].rstrip(b"\0")
        elif self.codec == "aac" and (self.described or bytes(memoryview(packet)[:1]) == b"\xff"):
            yield _description_of_adts(bytes(memoryview(packet)[:6]), packet.size)


def _samples(context: Any) -> int:
    if context.codec.canonical_name == "mp3":
        return MP3_SAMPLES if context.sample_rate >= 32_000 else MP3_SAMPLES_BELOW_32_KHZ
    return AAC_SAMPLES if context.codec.canonical_name == "aac" else 0


def _description_of_adts(head: bytes, size: int) -> bytes:
    """The profile, the rate and the channels in the header of a packet (ISO/IEC 13818-7, 6.2). Empty if a part of the
    packet is lost."""
    length = int.from_bytes(head[3:6]) >> 5 & 0x1FFF
    is_whole = len(head) == 6 and int.from_bytes(head[:2]) >> 4 == 0xFFF and length == size
    return bytes([head[2] & 0xFD, head[3] & 0xC0]) if is_whole else b""


def undescribed(file: BinaryIO, streams: Sequence[Stream]) -> list[Stream]:
    """Those of which FFmpeg does not find at the beginning of the file what the header of an MP4 needs. It gives up
    after some seconds, or megabytes."""
    if streams[0].container.format.name not in DESCRIBED_ON_THE_WAY:
        return []
    with opened(file, [stream.codec_context.codec.name for stream in streams]) as anew:
        return [stream for stream in streams if not _is_described(anew.streams[stream.index])]


def _is_described(stream: Any) -> bool:
    context = stream.codec_context
    if stream.type == "video":
        return bool(context.width and context.extradata)
    # In a transport stream, each packet of AAC has a header of its own.
    needs_header = context.codec.canonical_name == "aac" and stream.container.format.name == "flv"
    return bool(context.sample_rate) and bool(context.extradata or not needs_header)
