"""A transport stream of several programmes, as a whole channel of a television is recorded (ISO/IEC 13818-1)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.corpus.films import Film, write

PACKET = 188
# The numbers of the packets that say which programmes there are, and what they are called.
TABLES = (0x00, 0x11)


def write_programmes(path: Path, films: Sequence[Film]) -> None:
    """Each film is a programme of its own, in this order."""
    parts = []
    for number, film in enumerate(films, 1):
        numbers = {"start_pid": 0x100 * number, "pmt_start_pid": 0x1000 + number, "service_id": number}
        write(path, replace(film, options={f"mpegts_{name}": str(value) for name, value in numbers.items()}))
        parts.append(_without_tables(path.read_bytes()))
    tenths = [
        packet
        for tenth in range(10)
        for part in parts
        for packet in part[tenth * len(part) // 10 : (tenth + 1) * len(part) // 10]
    ]
    path.write_bytes(_table(len(films)) + b"".join(tenths))


def _without_tables(content: bytes) -> list[bytes]:
    packets = [content[place : place + PACKET] for place in range(0, len(content), PACKET)]
    return [packet for packet in packets if int.from_bytes(packet[1:3], "big") & 0x1FFF not in TABLES]


def _table(count: int) -> bytes:
    """Which programmes there are (2.4.4.3)."""
    programmes = b"".join(
        number.to_bytes(2, "big") + (0xF000 + number).to_bytes(2, "big") for number in range(1, count + 1)
    )
    section = b"\0" + (0xB000 + 5 + len(programmes) + 4).to_bytes(2, "big") + b"\0\1\xc1\0\0" + programmes
    return (b"\x47\x40\0\x10\0" + section + _checksum(section)).ljust(PACKET, b"\xff")


def _checksum(content: bytes) -> bytes:
    """CRC-32 as MPEG counts it (annex A)."""
    checksum = 0xFFFFFFFF
    for byte in content:
        checksum ^= byte << 24
        for _ in range(8):
            checksum = (checksum << 1 ^ (0x04C11DB7 if checksum & 0x80000000 else 0)) & 0xFFFFFFFF
    return checksum.to_bytes(4, "big")
