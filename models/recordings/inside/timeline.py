"""Gives each packet of a file the time at which it is due (contract 8.77).

Where recordings were put one behind the other, or a camera started again, times jump. Raw streams have no times at all.
Judging and encoding both read packets through this, so they agree on the length.
"""

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

# Streams of pictures alone, without times.
RAW = {"h264", "hevc", "m4v", "mpegvideo", "obu"}
# Formats that are cut and put together as they are. Elsewhere a long gap is meant: a screen may stand for hours.
STREAMED = {"mpegts", "mpeg", "flv", "ogg"}
LONGEST_GAP = 60.0
# A stream never goes back by more than this. Behind a jump, one stream may begin so much before another.
LONGEST_STEP_BACK, LONGEST_LEAD = 0.5, 10.0
MAX_SECONDS = 24 * 3600
# In ticks. A time beyond is damage, and what is added to it might not fit into 64 bits.
FARTHEST = 2**62
# Of a raw stream that does not say its own, in frames a second. FFmpeg takes the same.
USUAL_RATE, MOST_RATE = Fraction(25), 240
# Samples a second, by the four bits in the header of a packet of raw AAC that say them (ISO/IEC 13818-7, 6.2).
AAC_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)
AAC_SAMPLES = 1024


def raw_rate(stream: VideoStream) -> Fraction:
    """In frames a second, as the stream itself says."""
    rate = stream.guessed_rate or USUAL_RATE
    return rate if 1 <= rate <= MOST_RATE else USUAL_RATE


def _is_near(*times: int | None) -> bool:
    return all(time is None or -FARTHEST < time < FARTHEST for time in times)


class Timeline:
    """Of one reading from the beginning of the file. Give it the packets of all streams that are used, in the order of
    the file: where one of them jumps, the others follow."""

    def __init__(self, container: InputContainer) -> None:
        self.is_raw, self.is_raw_aac = container.format.name in RAW, container.format.name == "aac"
        self.longest_gap = LONGEST_GAP if container.format.name in STREAMED else math.inf
        self.has_jumped = False
        # What is added to times behind the last jump, and what is added to those of each stream, in seconds.
        self.shift, self.shifts = 0.0, dict[int, float]()
        # When the last packet of each stream begins, and when the next one is due.
        self.begins, self.ends = dict[int, float](), dict[int, float]()
        self.bases = dict[int, float]()
        # Of a raw stream: how many frames there were, or how many seconds, and the rate of the first packet.
        self.count, self.seconds, self.rate = 0, 0.0, 0

    def steady(self, packets: "Iterable[Packet[Any]]") -> "Iterator[Packet[Any]]":
        """The same packets without those whose times are damaged. Their times go on."""
        for packet in packets:
            if self.is_raw and packet.size:
                self._count(packet)
            elif self.is_raw_aac and packet.size:
                self._count_sound(packet)
            elif not _is_near(packet.pts, packet.dts):
                self.has_jumped = True
                continue
            elif (shift := self._shift_of(packet)) != 0.0:
                ticks = round(shift / self.bases[packet.stream_index])
                pts, dts = (None if time is None else time + ticks for time in (packet.pts, packet.dts))
                if not _is_near(pts, dts):
                    continue
                packet.pts, packet.dts = pts, dts
            yield packet

    def _count(self, packet: "Packet[Any]") -> None:
        """A packet is a frame. They get their times in the order in which they are shown (`originals._Clock`)."""
        step = 1 / raw_rate(packet.stream) / Fraction(packet.stream.time_base or 1)
        packet.pts = packet.dts = round(self.count * step)
        packet.duration = round(step)
        self.count += 1

    def _count_sound(self, packet: "Packet[Any]") -> None:
        """FFmpeg counts all packets with the rate of the first one."""
        head = bytes(memoryview(packet)[:3]).ljust(3, b"\0")
        number = head[2] >> 2 & 15
        rate = AAC_RATES[number] if head[0] == 0xFF and number < len(AAC_RATES) else self.rate
        self.rate = self.rate or rate
        self.has_jumped |= rate != self.rate
        base = float(packet.time_base or 1)
        step = AAC_SAMPLES / rate if rate else (packet.duration or 0) * base
        packet.pts = packet.dts = round(self.seconds / base)
        packet.duration = round(step / base)
        self.seconds += step

    def _shift_of(self, packet: "Packet[Any]") -> float:
        ticks, stream = packet.pts if packet.dts is None else packet.dts, packet.stream_index
        if ticks is None:
            return self.shifts.get(stream, self.shift)
        if stream not in self.bases:
            self.bases[stream] = float(packet.time_base or 1)
        base = self.bases[stream]
        time, own = ticks * base, self.shifts.get(stream, self.shift)
        if self._goes_on(stream, time + own, LONGEST_STEP_BACK):
            shift = own
        elif own != self.shift and self._goes_on(stream, time + self.shift, LONGEST_LEAD):
            shift = self.shift
        else:
            # It begins where all that came before it has ended.
            shift = self.shift = max(self.ends.values()) - time
            self.has_jumped = True
        self.shifts[stream] = shift
        self._note(stream, time + shift, (packet.duration or 0) * base)
        return shift

    def _goes_on(self, stream: int, time: float, back: float) -> bool:
        if not self.ends:
            return True
        latest = max(self.ends.values())
        # Compared with where it last began. When that packet ends may be a guess, and behind a gap a wrong one.
        earliest = self.begins[stream] - back if stream in self.begins else latest - self.longest_gap
        return earliest <= time <= latest + self.longest_gap

    def _note(self, stream: int, time: float, duration: float) -> None:
        # Some containers have no durations. Then a packet lasts as long as the one before it.
        step = time - self.begins.get(stream, time)
        self.begins[stream] = time
        self.ends[stream] = time + (duration or min(max(step, 0.0), 1.0))
