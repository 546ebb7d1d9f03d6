"""Reads of other kinds of files what FFmpeg does not tell: whether they are encrypted, cut off, or tell of a person."""

from typing import BinaryIO

from models.recordings.inside.structure import Structure

# Objects of a Windows Media file (ASF) that mean encryption: content, extended, advanced.
ENCRYPTION_OBJECTS = (
    bytes.fromhex("fbb31122 23bd d211 b4b7 00a0c955fc6e".replace(" ", "")),
    bytes.fromhex("14e68a29 2226 174c b935 dae07ee9289c".replace(" ", "")),
    bytes.fromhex("33850543 8169 e649 9b74 ad12cb86d58c".replace(" ", "")),
)
FILE_PROPERTIES = bytes.fromhex("a1dcab8c 47a9 cf11 8ee4 00c00c205365".replace(" ", ""))
HEADER = 1024**2
# A packet of a transport stream, and of one with a time before each packet.
TS_PACKETS = (188, 192, 204)


def read_riff(file: BinaryIO, size: int) -> Structure:
    """AVI and WAV. One that was written as it came has no length yet, or the greatest possible one."""
    file.seek(0)
    head = file.read(12)
    length = int.from_bytes(head[4:8], "little")
    file.seek(8 + length + length % 2)
    following = file.read(12)
    # The parts of a large AVI are "AVIX".
    is_put_together = head[:4] == following[:4] and head[8:] == following[8:] == b"AVI "
    return Structure(is_cut=8 + length > size and length < 0xFFFFFF00, is_put_together=is_put_together)


def read_aiff(file: BinaryIO, size: int) -> Structure:
    file.seek(0)
    return Structure(is_cut=8 + int.from_bytes(file.read(8)[4:], "big") > size)


def read_asf(file: BinaryIO, size: int) -> Structure:
    file.seek(0)
    head = file.read(HEADER)
    head = head[: int.from_bytes(head[16:24], "little")]
    place = head.find(FILE_PROPERTIES)
    announced = int.from_bytes(head[place + 40 : place + 48], "little") if place > 0 else 0
    return Structure(is_encrypted=any(name in head for name in ENCRYPTION_OBJECTS), is_cut=announced > size)


def read_transport(file: BinaryIO, _size: int) -> Structure:
    """Encrypted if most packets with pictures and sounds say so (ISO/IEC 13818-1, transport_scrambling_control)."""
    file.seek(0)
    head = file.read(HEADER)
    for length in TS_PACKETS:
        start = 4 if length == 192 else 0
        packets = [head[place : place + 4] for place in range(start, len(head) - 4, length)]
        if packets and sum(packet[0] == 0x47 for packet in packets) > len(packets) * 0.9:
            scrambled = sum(packet[3] >= 0x80 for packet in packets)
            return Structure(is_encrypted=scrambled > len(packets) / 2)
    return Structure()
