"""Reads tables in the boxes of MP4 and QuickTime files (ISO/IEC 14496-12)."""

import struct
import sys
from array import array
from typing import BinaryIO

HEADER, READ_BYTES = 12, 1024**2


def is_edited(content: bytes) -> bool:
    """Of a box `elst` (8.6.6). One part that is played as it is, and an empty one before it, are no edits."""
    entry = struct.Struct(">QqI" if content[:1] == b"\1" else ">IiI")
    count = min(int.from_bytes(content[4:8], "big"), (len(content) - 8) // entry.size)
    entries = [entry.unpack_from(content, 8 + number * entry.size) for number in range(count)]
    shown = [number for number, (_length, time, _rate) in enumerate(entries) if time != -1]
    whole = all(rate == 0x10000 for _length, time, rate in entries if time != -1)
    return len(shown) > 1 or not whole or bool(shown and shown[0] > 1)


def bytes_of_samples(file: BinaryIO, start: int, end: int) -> int:
    """Of all samples of a track together, by its box `stsz` (8.7.3.2)."""
    file.seek(start)
    _, size, count = struct.unpack(">3I", file.read(HEADER).ljust(HEADER, b"\0"))
    if size:
        return int(size * count)
    total, left = 0, min(count, (end - start - HEADER) // 4) * 4
    while left > 0 and (content := file.read(min(left, READ_BYTES))):
        sizes = array("I", content.ljust(-(-len(content) // 4) * 4, b"\0"))
        if sys.byteorder == "little":
            sizes.byteswap()
        total, left = total + sum(sizes), left - len(content)
    return total
