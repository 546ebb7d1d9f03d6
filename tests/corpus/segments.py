"""Films one behind the other whose times go on, as recorders of running streams leave them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.corpus.films import Film, write

PACKET = 188
HEADER_OF_FLV = 13


def segments(path: Path, films: Sequence[Film], *, counts_on: bool = True) -> bytes:
    """Of a transport stream. Without `counts_on`, the packets of each are counted from 0, as in a stream that was
    downloaded piece by piece."""
    parts = _parts(path, [replace(film, container="mpegts", options={"mpegts_copyts": "1"}) for film in films])
    return _counted(b"".join(parts)) if counts_on else b"".join(parts)


def flash_video(path: Path, films: Sequence[Film]) -> bytes:
    """With a header at the beginning alone, as a server records what a browser sends."""
    options = {"flvflags": "no_duration_filesize"}
    first, *others = _parts(path, [replace(film, container="flv", options=options) for film in films])
    return first + b"".join(part[HEADER_OF_FLV:] for part in others)


def _parts(path: Path, films: Sequence[Film]) -> list[bytes]:
    parts, start = [], 0.0
    for film in films:
        write(path, replace(film, options={**film.options, "output_ts_offset": str(start)}))
        parts.append(path.read_bytes())
        start += film.seconds
    return parts


def _counted(content: bytes) -> bytes:
    """With the numbers of all packets of each stream going on (ISO/IEC 13818-1, continuity_counter)."""
    packets, counts = bytearray(content), dict[int, int]()
    for place in range(0, len(packets), PACKET):
        stream = int.from_bytes(packets[place + 1 : place + 3]) & 0x1FFF
        has_content = packets[place + 3] >> 4 & 1
        counts[stream] = (counts.get(stream, -1) + has_content) % 16
        packets[place + 3] = packets[place + 3] & 0xF0 | counts[stream]
    return bytes(packets)
