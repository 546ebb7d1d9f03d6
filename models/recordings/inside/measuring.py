"""Finds out how long a recording is, and whether it ends early."""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from models.errors import Invalid
from models.recordings import refusals
from models.recordings.inside.opening import ERRORS
from models.recordings.inside.structure import Structure

MAX_SECONDS = 24 * 3600
# Formats that never say how long they are, or often wrongly.
MEASURED = {"mp3", "aac", "ac3", "eac3", "dts", "flv", "amr"}
# Reading a file to its end is given up after so many seconds of computing. A child has 20 in all.
READING_SECONDS = 12.0
# A length that differs by less is right.
TOLERANCE = 0.2


@dataclass(frozen=True)
class Measured:
    # Seconds from the first to the last instant that is shown or heard.
    duration: float
    # When the first one is.
    start: float
    # Whether the length that a player reads from the file is right.
    is_known: bool
    ends_early: bool


def measure(container: InputContainer, streams: Sequence[Stream], structure: Structure, size: int) -> Measured:
    """Raises Invalid."""
    stated, start = _stated(container, streams)
    if structure.word in {"mp4", "mov", "3gp"} and not structure.is_fragmented:
        usable = _indexed(streams, size)
        measured = Measured(
            *((stated, start) if usable is None else usable), structure.knows_length, usable is not None
        )
    elif _may_be_believed(container, structure, stated) and _reaches(container, stated):
        measured = Measured(stated, start, structure.knows_length, ends_early=False)
    else:
        measured = _read(container, streams, structure, stated)
    if measured.duration > MAX_SECONDS:
        raise Invalid("file", refusals.LONG_VIDEO)
    if measured.duration <= 0:
        raise Invalid("file", refusals.UNPLAYABLE)
    return measured


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


def _indexed(streams: Sequence[Stream], size: int) -> tuple[float, float] | None:
    """The seconds that are there and where they begin, if the index names samples beyond the end of the file."""
    found, is_whole = [], True
    for stream in streams:
        entries, base = stream.index_entries, stream.time_base
        last = len(entries) - 1
        while last >= 0 and entries[last].pos + entries[last].size > size:
            last -= 1
        if last == len(entries) - 1 or base is None:
            found.append(_span(stream) or (0.0, 0.0))
            continue
        is_whole = False
        if last >= 0:
            found.append((float(entries[0].timestamp * base), float(entries[last + 1].timestamp * base)))
    if is_whole:
        return None
    start = max(0.0, min((start for start, _end in found), default=0.0))
    return max((end for _start, end in found), default=0.0) - start, start


def _may_be_believed(container: InputContainer, structure: Structure, stated: float) -> bool:
    return stated > 0 and not structure.is_cut and not structure.is_fragmented and container.format.name not in MEASURED


def _reaches(container: InputContainer, stated: float) -> bool:
    """Whether there is something near the end that the file names."""
    # The last tenth, but at least two seconds and at most a quarter: a stream may end a little before its container.
    near_end = stated - min(max(2.0, stated / 10), stated / 4)
    try:
        start = (container.start_time or 0) / av.time_base
        container.seek(int((start + near_end) * av.time_base))
        return any(_instant(packet) - start >= near_end for packet in container.demux())
    except ERRORS:
        return False


def _instant(packet: "Packet[Stream]") -> float:
    if packet.pts is None or packet.time_base is None or not packet.size:
        return -1.0
    return float(packet.pts * packet.time_base)


def _read(container: InputContainer, streams: Sequence[Stream], structure: Structure, stated: float) -> Measured:
    first, last, is_broken = _first_and_last(container, streams)
    duration = max(0.0, last - first)
    missing = stated - duration
    if structure.is_cut or is_broken or (structure.is_cut is None and missing > max(1.0, duration / 50)):
        return Measured(duration, first, is_known=False, ends_early=bool(structure.is_cut) or missing > TOLERANCE)
    # The last frame of a recorded screen may stand for minutes. Then only the header knows it.
    if structure.knows_length and missing > 0:
        return Measured(stated, first, is_known=True, ends_early=False)
    return Measured(duration, first, is_known=abs(missing) <= TOLERANCE, ends_early=False)


def _first_and_last(container: InputContainer, streams: Sequence[Stream]) -> tuple[float, float, bool]:
    """The first and the last instant, and whether reading failed before the end."""
    first, last, until = float("inf"), 0.0, time.process_time() + READING_SECONDS
    # A stream without an index is still at its beginning, or a little behind it.
    with contextlib.suppress(*ERRORS):
        container.seek(0)
    try:
        for number, packet in enumerate(container.demux(*streams)):
            if packet.pts is None or not packet.size:
                continue
            # PyAV makes a Fraction of each time. Numbers are ten times as fast.
            instant = packet.pts * float(packet.time_base)
            first = min(first, instant)
            last = max(last, instant + (packet.duration or 0) * float(packet.time_base))
            if number % 1000 == 0 and time.process_time() > until:
                return first, last, True
    except ERRORS:
        return (first if last else 0.0), last, True
    return (first if last else 0.0), last, False
