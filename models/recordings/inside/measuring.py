"""Finds out how long a recording is, and whether it ends early."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import av
from av.container import InputContainer
from av.stream import Stream

from models.errors import Invalid
from models.recordings import refusals
from models.recordings.inside.copying import Watch, undescribed
from models.recordings.inside.opening import ERRORS, opened
from models.recordings.inside.reading import READ_ANEW, Read, Watches, read_to_the_end
from models.recordings.inside.structure import Structure
from models.recordings.inside.timeline import MAX_SECONDS, RAW, STREAMED

# Formats that never say how long they are, or often wrongly, or whose times may jump.
MEASURED = {"mp3", "aac", "ac3", "eac3", "dts", "amr", "mlp", "truehd", "dtshd", "pva", "nsv", *STREAMED, *RAW}
TOLERANCE = 0.2
# So far from the end that it names, a file is cut off if nothing else says whether it is.
NEAR_END = 0.5
STANDING = 1.5


@dataclass(frozen=True)
class Measured:
    # Seconds from the first to the last instant that is shown or heard.
    duration: float
    start: float
    # Whether the length that a player reads from the file is right.
    is_known: bool
    ends_early: bool
    # Whether a last picture stands for longer than STANDING.
    ends_still: bool
    is_put_together: bool = False
    # The streams of which a copy would play otherwise, by their numbers.
    irregular: frozenset[int] = frozenset()


def measure(
    file: BinaryIO, container: InputContainer, streams: Sequence[Stream], structure: Structure, size: int
) -> Measured:
    """Raises Invalid."""
    watches = {stream.index: Watch(stream) for stream in streams}
    for stream in undescribed(file, streams):
        watches[stream.index].is_irregular = True
    if container.format.name in READ_ANEW:
        with opened(file) as anew:
            measured = _measured(anew, [anew.streams[stream.index] for stream in streams], structure, size, watches)
    else:
        measured = _measured(container, streams, structure, size, watches)
    if measured.duration > MAX_SECONDS:
        raise Invalid("file", refusals.LONG_VIDEO)
    if measured.duration <= 0:
        raise Invalid("file", refusals.UNPLAYABLE)
    return replace(measured, irregular=frozenset(index for index, watch in watches.items() if watch.is_irregular))


def _measured(
    container: InputContainer, streams: Sequence[Stream], structure: Structure, size: int, watches: Watches
) -> Measured:
    stated, start = _stated(container, streams)
    if container.format.name.startswith("matroska"):
        # It names its end, and may begin later than at 0.
        start = _beginning(container)
        stated -= max(0.0, start)
    has_picture = any(stream.type == "video" for stream in streams)
    if structure.word in {"mp4", "mov", "3gp"} and not structure.is_fragmented:
        measured = _indexed(streams, structure, size)
        for stream in streams:
            watches[stream.index].take_index(stream)
        # The index has the times at which pictures are decoded. They may be shown much later.
        start = (container.start_time or 0) / av.time_base
        last = _last_instant(container, start, measured.duration)
        return replace(measured, ends_still=measured.ends_still and measured.duration - last > STANDING)
    is_believed = _may_be_believed(container, structure, stated)
    is_read = not is_believed or _is_watched(container, watches)
    read = read_to_the_end(container, streams, watches) if is_read else None
    # Where there is too much to read, the file is believed all the same.
    is_believed |= read is not None and read.is_given_up and container.format.name in STREAMED and not read.has_jumps
    if is_believed:
        last = _last_instant(container, start, stated)
        earliest = stated - (NEAR_END if structure.is_cut is None else _tail(stated))
        if earliest <= last <= stated + NEAR_END:
            still = has_picture and stated - last > STANDING
            return Measured(stated, start, structure.knows_length, ends_early=False, ends_still=still)
    return _judged(read or read_to_the_end(container, streams, watches), has_picture, structure, stated)


def _stated(container: InputContainer, streams: Sequence[Stream]) -> tuple[float, float]:
    """The seconds from the first to the last instant and where they begin, as the file says. 0 if it does not."""
    spans = [_span(stream) for stream in streams]
    known = [span for span in spans if span is not None]
    if len(known) == len(spans):
        start = min(start for start, _end in known)
        return max(end for _start, end in known) - start, start
    return (container.duration or 0) / av.time_base, (container.start_time or 0) / av.time_base


def _span(stream: Stream) -> tuple[float, float] | None:
    if stream.duration is None or stream.time_base is None:
        return None
    start = float((stream.start_time or 0) * stream.time_base)
    return start, start + float(stream.duration * stream.time_base)


def _indexed(streams: Sequence[Stream], structure: Structure, size: int) -> Measured:
    """From the index, which may name samples beyond the end of the file."""
    spans, last_starts, is_whole = [], [0.0], True
    for stream in streams:
        entries, base = stream.index_entries, float(stream.time_base or 0)
        last = len(entries) - 1
        while last >= 0 and entries[last].pos + entries[last].size > size:
            last -= 1
        if last >= 0:
            last_starts.append(entries[last].timestamp * base)
        if last == len(entries) - 1:
            spans.append(_span(stream) or (0.0, 0.0))
            continue
        is_whole = False
        if last >= 0:
            spans.append((max(0.0, entries[0].timestamp * base), entries[last + 1].timestamp * base))
    start, end = min((start for start, _end in spans), default=0.0), max((end for _start, end in spans), default=0.0)
    still = any(stream.type == "video" for stream in streams) and end - max(last_starts) > STANDING
    return Measured(end - start, start, structure.knows_length and is_whole, not is_whole, still)


def _may_be_believed(container: InputContainer, structure: Structure, stated: float) -> bool:
    is_simple = not structure.is_cut and not structure.is_fragmented and not structure.is_put_together
    return stated > 0 and is_simple and container.format.name not in MEASURED


def _is_watched(container: InputContainer, watches: Watches) -> bool:
    """Matroska says its length, but only its packets tell whether the sound has gaps."""
    return container.format.name.startswith("matroska") and any(watch.matters for watch in watches.values())


def _tail(stated: float) -> float:
    """The last tenth, but at least two seconds and at most a quarter: a stream may end before its container."""
    return min(max(2.0, stated / 10), stated / 4)


def _beginning(container: InputContainer) -> float:
    """When the first packet begins. Of a picture alone FFmpeg does not always tell it."""
    if container.start_time is None:
        with contextlib.suppress(*ERRORS):
            container.seek(0)
            packets = (packet for packet in container.demux() if packet.pts is not None)
            return next((float((packet.pts or 0) * packet.time_base) for packet in packets), 0.0)
    return (container.start_time or 0) / av.time_base


def _last_instant(container: InputContainer, start: float, stated: float) -> float:
    """When the last packet begins, in seconds from the start. Read from near the end that the file names."""
    last = -1.0
    with contextlib.suppress(*ERRORS):
        container.seek(int((start + stated - _tail(stated)) * av.time_base))
        for packet in container.demux():
            if packet.pts is not None and packet.size:
                last = max(last, packet.pts * float(packet.time_base) - start)
    return last


def _judged(read: Read, has_picture: bool, structure: Structure, stated: float) -> Measured:
    first = read.first if read.end else 0.0
    duration = max(0.0, read.end - first)
    # Some count from 0 and begin later.
    names_its_end = abs(stated - read.end) <= TOLERANCE
    missing, is_open = 0.0 if names_its_end else stated - duration, structure.is_cut is None
    if read.has_jumps or structure.is_put_together or 0 < structure.told_seconds < duration - NEAR_END:
        # What such a file says is the length of its first part, or none at all.
        still = has_picture and read.end - read.last > STANDING
        is_lost = structure.is_put_together and bool(structure.is_cut)
        return Measured(duration, first, False, read.is_broken or is_lost, still, is_put_together=True)
    if structure.is_cut or read.is_broken or (is_open and missing > NEAR_END):
        ends_early = bool(structure.is_cut) or missing > TOLERANCE or stated <= 0
        return Measured(duration, first, is_known=False, ends_early=ends_early, ends_still=False)
    # The last frame of a recorded screen may stand for minutes. Then only the header knows it.
    if structure.knows_length and has_picture and missing > 0:
        still = first + stated - read.last > STANDING
        return Measured(stated, first, is_known=True, ends_early=False, ends_still=still)
    still = has_picture and read.end - read.last > STANDING
    is_known = structure.knows_length and abs(missing) <= TOLERANCE
    return Measured(duration, first, is_known=is_known, ends_early=False, ends_still=still)
