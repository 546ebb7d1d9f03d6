"""Reads of other kinds of files what FFmpeg does not tell: whether they are encrypted, cut off, or tell of a person."""

from typing import BinaryIO

from models.recordings.inside.structure import MOST_TEXT, Structure, is_program

# Objects of a Windows Media file (ASF) that mean encryption: content, extended, advanced.
ENCRYPTION_OBJECTS = (
    bytes.fromhex("fbb31122 23bd d211 b4b7 00a0c955fc6e".replace(" ", "")),
    bytes.fromhex("14e68a29 2226 174c b935 dae07ee9289c".replace(" ", "")),
    bytes.fromhex("33850543 8169 e649 9b74 ad12cb86d58c".replace(" ", "")),
)
FILE_PROPERTIES = bytes.fromhex("a1dcab8c 47a9 cf11 8ee4 00c00c205365".replace(" ", ""))
HEADER = 1024**2
# Samples a second of MPEG audio, by the two bits that say them. The second and third version halve and quarter them.
MP3_RATES = (44100, 48000, 32000)
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


def read_mp3(file: BinaryIO, size: int) -> Structure:
    """An MP3 has tags before its sound (ID3v2), and behind it (ID3v1, APE, Lyrics3)."""
    file.seek(0)
    head = file.read(10)
    is_cut, told = (None if _counts_its_frames(file, head) else False), _told_seconds(file, head)
    file.seek(10)
    is_clean = head[:3] != b"ID3" or _tells_a_program_only(file, head)
    file.seek(max(0, size - 1024))
    tail = file.read(1024)
    return Structure(
        knows_length=True,
        has_index=True,
        is_cut=is_cut,
        told_seconds=told,
        is_clean=is_clean and tail[-128:-125] != b"TAG" and b"APETAGEX" not in tail and b"LYRICS" not in tail,
    )


def _counts_its_frames(file: BinaryIO, head: bytes) -> bool:
    """Whether its first frame says how many follow. Otherwise its length is guessed from its size."""
    file.seek(_id3_length(head))
    content = file.read(4096)
    return any(name in content for name in (b"Xing", b"Info", b"VBRI"))


def _told_seconds(file: BinaryIO, head: bytes) -> float:
    """How long its first frame says that it is. 0 if it does not."""
    file.seek(_id3_length(head))
    content = file.read(4096)
    place = max(content.find(name) for name in (b"Xing", b"Info"))
    rate = content[2] >> 2 & 3 if len(content) > 2 else 3
    if content[:1] != b"\xff" or place < 0 or not content[place + 7] & 1 or rate == 3:
        return 0.0
    version = content[1] >> 3 & 3
    frames = int.from_bytes(content[place + 8 : place + 12], "big")
    samples, divisor = (1152, 1) if version == 3 else (576, 2 if version == 2 else 4)
    return frames * samples * divisor / MP3_RATES[rate]


def _id3_length(head: bytes) -> int:
    if head[:3] != b"ID3":
        return 0
    return 10 + sum((byte & 127) << 7 * (3 - place) for place, byte in enumerate(head[6:10]))


def _tells_a_program_only(file: BinaryIO, head: bytes) -> bool:
    length = _id3_length(head) - 10
    if length > MOST_TEXT or head[5] & 0x40:
        return False
    content = file.read(length)
    while content[:4].strip(b"\0"):
        size = int.from_bytes(content[4:8], "big")
        if content[:4] != b"TSSE" or not is_program(content[11 : 10 + size].decode("latin-1")):
            return False
        content = content[10 + size :]
    return True
