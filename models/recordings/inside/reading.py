"""Reads a recording to its end: how long it is, and whether its streams can be copied."""

import contextlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from av.container import InputContainer
from av.stream import Stream

from models.recordings.inside.copying import Watch
from models.recordings.inside.opening import ERRORS
from models.recordings.inside.timeline import RAW, Timeline

# They were read to their first frame and cannot go back, or not by time: it may be 0 in the middle of the file.
READ_ANEW = {"mpegts", "mpeg", "flv", *RAW}
# Reading is given up after so many seconds of computing. The child has more.
READING_SECONDS = 30.0
# By the numbers of the streams.
Watches = dict[int, Watch]


@dataclass
class Read:
    """When the first packet begins, when the last one begins and when it ends, and whether reading failed before."""

    first: float = math.inf
    last: float = 0.0
    end: float = 0.0
    is_broken: bool = True
    is_given_up: bool = False
    has_jumps: bool = False

    def take(self, time: float, duration: float) -> None:
        self.first, self.last, self.end = min(self.first, time), max(self.last, time), max(self.end, time + duration)


def read_to_the_end(container: InputContainer, streams: Sequence[Stream], watches: Watches) -> Read:
    read, timeline = Read(), Timeline(container)
    if container.format.name not in READ_ANEW:
        # A stream without an index is still at its beginning, or a little behind it.
        with contextlib.suppress(*ERRORS):
            container.seek(0)
    with contextlib.suppress(*ERRORS):
        _read(container, streams, timeline, watches, read)
        read.is_broken = False
    read.has_jumps = timeline.has_jumped
    if read.is_broken:
        # Nobody has seen the rest.
        for watch in watches.values():
            watch.is_irregular = True
    return read


def _read(
    container: InputContainer, streams: Sequence[Stream], timeline: Timeline, watches: Watches, read: Read
) -> None:
    bases = {stream.index: float(stream.time_base or 1) for stream in streams}
    until = time.process_time() + READING_SECONDS
    for number, packet in enumerate(timeline.steady(container.demux(*streams))):
        if packet.pts is None or not packet.size:
            continue
        # PyAV makes a Fraction of each time. Numbers are ten times as fast.
        base = bases[packet.stream_index]
        begin, duration = packet.pts * base, (packet.duration or 0) * base
        read.take(begin, duration)
        watches[packet.stream_index].take(packet, begin, duration)
        if number % 1000 == 0 and time.process_time() > until:
            read.is_given_up = True
            raise EOFError
