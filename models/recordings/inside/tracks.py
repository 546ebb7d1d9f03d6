"""The tracks of the file that is sent to guests: put together from pieces, or copied from the original."""

import heapq
import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, BinaryIO

from av.container import OutputContainer
from av.packet import Packet

from models.recordings.inside import mp3, opening
from models.recordings.inside.colours import Colours
from models.recordings.inside.decoding_times import with_decoding_times
from models.recordings.inside.notes import without_notes
from models.recordings.inside.originals import Original, packets_of, stream_of
from models.recordings.inside.picture_settings import REORDERED, TICKS, PictureSettings
from models.recordings.inside.piece_files import Entry, PieceReader
from models.recordings.inside.sound_settings import FRAME, RATE, SoundSettings
from models.recordings.inside.timeline import MAX_SECONDS

# So many seconds without a picture at the end are noticed.
LACKING = Fraction(1, 5)
# A packet with the second in which it is needed.
Timed = tuple[Fraction, "Packet[Any]"]


class EncodedTrack:
    """`pieces` are all those of the picture, or of the sound. Some may hold nothing, but not all."""

    def __init__(self, output: OutputContainer, files: Sequence[BinaryIO], kind: str) -> None:
        self.pieces = [piece for piece in map(PieceReader, files) if piece.entries]
        if any(piece.settings != self.pieces[0].settings for piece in self.pieces[1:]):
            raise ValueError("pieces of different settings")
        settings = dict(self.pieces[0].settings)
        self.header = bytes.fromhex(settings.pop("extradata"))
        self.is_picture = kind == "picture"
        self.time_base = Fraction(1, TICKS if self.is_picture else RATE)
        self.duration = self.pieces[-1].end * self.time_base
        self.stream: Any = output.add_stream("libx264" if self.is_picture else "aac")
        if self.is_picture:
            settings["colours"] = Colours(**settings["colours"])
            self.settings: PictureSettings | SoundSettings = PictureSettings(**settings)
            self.step, self.reordered = round(TICKS / self.settings.rate), REORDERED
        else:
            self.settings, self.step, self.reordered = SoundSettings(**settings), FRAME, 0
        self.settings.apply(self.stream.codec_context)
        self.stream.time_base = self.time_base

    @property
    def size(self) -> tuple[int, int]:
        settings = self.settings
        return (settings.width, settings.height) if isinstance(settings, PictureSettings) else (0, 0)

    def check(self) -> None:
        """Once the output has begun. Its header must be the one that the packets were made with."""
        if self.stream.codec_context.extradata != self.header:
            raise ValueError("another header")

    def packets(self) -> Iterator[Timed]:
        entries = itertools.chain.from_iterable(piece.packets() for piece in self.pieces)
        times = itertools.pairwise(itertools.chain(self._decoding_times(), [self._decoding_end()]))
        for (entry, content), (time, following) in zip(entries, times, strict=False):
            packet = Packet(content)
            packet.pts, packet.dts, packet.duration = entry.time, time, following - time
            packet.time_base, packet.is_keyframe, packet.stream = self.time_base, entry.is_key, self.stream
            yield time * self.time_base, packet

    def _decoding_times(self) -> Iterator[int]:
        """Each packet is decoded when the one is shown that comes so many places before it. Counted anew from each
        picture that is decoded alone: a player that seeks by these times would miss a picture that stands before it."""
        last = None
        for group in self._groups():
            shown = sorted(entry.time for entry in group)
            early = [shown[0] - self.step * back for back in range(self.reordered, 0, -1)]
            for time in [*early, *shown][: len(group)]:
                last = time if last is None else max(time, last + 1)
                yield last

    def _groups(self) -> Iterator[list[Entry]]:
        group: list[Entry] = []
        for entry in itertools.chain.from_iterable(piece.entries for piece in self.pieces):
            if entry.is_key and group:
                yield group
                group = []
            group.append(entry)
        yield group

    def _decoding_end(self) -> int:
        """As long after the first decoding time as the end is after the first picture: so MP4 counts durations."""
        return self.pieces[-1].end - self.reordered * self.step


class CopiedTracks:
    """The streams of the original that can stay as they are."""

    def __init__(
        self, output: OutputContainer, file: BinaryIO, kinds: Sequence[str], codecs: Sequence[str], end: Fraction
    ) -> None:
        self.origin = Original(file).origin
        self.input = opening.opened(file, codecs)
        self.duration, self.end = Fraction(0), end
        self.inputs: list[Any] = [stream_of(self.input, kind) for kind in kinds]
        self.streams = {stream.index: output.add_stream_from_template(stream, opaque=True) for stream in self.inputs}
        self.last: dict[int, int] = {}
        picture = stream_of(self.input, "picture")
        self.size = (picture.width, picture.height) if picture and "picture" in kinds else (0, 0)

    def packets(self) -> Iterator[Timed]:
        last: Timed | None = None
        near = filter(self._is_near, packets_of(self.input, *self.inputs))
        for packet in filter(lambda packet: packet.size, map(self._cleaned, with_decoding_times(near))):
            is_picture = packet.stream.type == "video"
            timed = self._moved(packet)
            if not is_picture:
                yield timed
                continue
            if last:
                yield last
            last = timed
        if last:
            yield self._until_the_end(last)

    def _is_near(self, packet: "Packet[Any]") -> bool:
        times, base = (packet.pts, packet.dts), Fraction(packet.time_base or 1)
        return all(time is None or time * base - self.origin <= MAX_SECONDS for time in times)

    def _until_the_end(self, timed: Timed) -> Timed:
        """The last picture of a recorded screen may stand for minutes, which only the header of its file says."""
        time, packet = timed
        base = Fraction(packet.time_base)
        lacking = self.end - self.duration
        if lacking > LACKING:
            packet.duration = (packet.duration or 0) + round(lacking / base)
            self.duration = self.end
        return time, packet

    def _cleaned(self, packet: "Packet[Any]") -> "Packet[Any]":
        """Without what a camera notes between the pictures of H.264, and tags between the frames of an MP3."""
        context = packet.stream.codec_context
        name = context.codec.canonical_name
        if name not in {"h264", "mp3"}:
            return packet
        content = bytes(packet)
        cleaned = without_notes(content, context.extradata or b"") if name == "h264" else mp3.frames_in(content)
        if len(cleaned) == len(content):
            return packet
        new = Packet(cleaned)
        new.pts, new.dts, new.duration, new.time_base = packet.pts, packet.dts, packet.duration, packet.time_base
        new.is_keyframe, new.stream = packet.is_keyframe, packet.stream
        return new

    def _moved(self, packet: "Packet[Any]") -> Timed:
        """So that the recording begins at 0, and no packet is decoded before another that comes before it."""
        index, base = packet.stream_index, Fraction(packet.time_base)
        shift = round(self.origin / base)
        dts, step = (packet.dts or 0) - shift, 0
        if index in self.last:
            dts = max(dts, self.last[index] + 1)
            step = dts - self.last[index]
        self.last[index] = dts
        shown = dts if packet.pts is None else max(dts, packet.pts - shift)
        # The last one of a stream ends the recording, and needs a duration.
        packet.duration = packet.duration or step
        self.duration = max(self.duration, (shown + (packet.duration or 0)) * base)
        packet.pts, packet.dts, packet.stream = shown, dts, self.streams[index]
        return dts * base, packet


def merged(tracks: Sequence[EncodedTrack | CopiedTracks]) -> "Iterator[Packet[Any]]":
    """In the order in which they are needed."""
    for _time, packet in heapq.merge(*(track.packets() for track in tracks), key=lambda timed: timed[0]):
        yield packet
