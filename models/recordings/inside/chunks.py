"""Reads of other kinds of files what FFmpeg does not tell: whether they are encrypted, cut off, or tell of a person."""

import re
from typing import BinaryIO

from models.recordings.inside.structure import MOST_PARTS, Structure

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
# A packet with a picture or a sound of a program stream. Its last byte says whether it is scrambled (2.4.3.6).
PS_PACKET = re.compile(rb"\x00\x00\x01[\xbd\xc0-\xef]..([\x80-\xbf])", re.DOTALL)
# Sound that was written into a pipe has one of the greatest lengths of 31, 32 or 64 bits, or none.
OPEN_LENGTHS = (range(1), range(0x7FFFF000, 0x80001000), range(0xFFFFFF00, 2**32), range(2**63 - 1, 2**64))


def _is_cut(end: int, length: int, size: int) -> bool:
    """Whether what begins before `end` and has this length is longer than the file."""
    return end + length > size and not any(length in lengths for lengths in OPEN_LENGTHS)


def read_riff(file: BinaryIO, size: int) -> Structure:
    """AVI and WAV. A large WAV (RF64 and BW64) has its length in its first part."""
    file.seek(0)
    head = file.read(28)
    length = int.from_bytes(head[4:8], "big" if head[:4] == b"RIFX" else "little")
    if head[12:16] == b"ds64":
        length = int.from_bytes(head[20:28], "little")
    file.seek(8 + length + length % 2)
    following = file.read(12)
    # The parts of a large AVI are "AVIX".
    is_put_together = head[:4] == following[:4] and head[8:12] == following[8:] == b"AVI "
    return Structure(is_cut=_is_cut(8, length, size), is_put_together=is_put_together)


def read_aiff(file: BinaryIO, size: int) -> Structure:
    file.seek(0)
    return Structure(is_cut=_is_cut(8, int.from_bytes(file.read(8)[4:], "big"), size))


def read_w64(file: BinaryIO, size: int) -> Structure:
    """Wave64 of Sony. Its length is that of the file."""
    file.seek(16)
    return Structure(is_cut=_is_cut(0, int.from_bytes(file.read(8), "little"), size))


def read_caf(file: BinaryIO, size: int) -> Structure:
    """Apple's Core Audio Format: parts with their lengths, one of which is the sound."""
    at, is_cut = 8, False
    for _ in range(MOST_PARTS):
        file.seek(at)
        head = file.read(12)
        length = int.from_bytes(head[4:], "big")
        is_cut |= _is_cut(at + len(head), length, size)
        at += len(head) + length
        if len(head) < 12 or at >= size:
            break
    return Structure(is_cut=is_cut)


def read_asf(file: BinaryIO, size: int) -> Structure:
    file.seek(0)
    head = file.read(HEADER)
    head = head[: int.from_bytes(head[16:24], "little")]
    place = head.find(FILE_PROPERTIES)
    announced = int.from_bytes(head[place + 40 : place + 48], "little") if place > 0 else 0
    return Structure(is_encrypted=any(name in head for name in ENCRYPTION_OBJECTS), is_cut=announced > size)


def read_program(file: BinaryIO, _size: int) -> Structure:
    """Films of discs. Their sectors are scrambled, but not all of them."""
    file.seek(0)
    marks = PS_PACKET.findall(file.read(HEADER))
    return Structure(is_encrypted=10 * sum(mark[0] & 0x30 > 0 for mark in marks) > len(marks))


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
