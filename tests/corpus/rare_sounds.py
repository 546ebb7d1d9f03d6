"""Sounds in formats that FFmpeg reads and does not write."""

import math
import struct


def tone(seconds: float, rate: int, loud: int) -> list[int]:
    return [round(loud * math.sin(2 * math.pi * 440 * at / rate)) for at in range(round(seconds * rate))]


def amiga(seconds: float) -> bytes:
    """8SVX: one channel of 8 bit."""
    rate, samples = 8000, tone(seconds, 8000, 60)
    header = struct.pack(">IIIHBBI", len(samples), 0, 0, rate, 1, 0, 0x10000)
    return _form(b"8SVX", (b"VHDR", header), (b"BODY", struct.pack(f"{len(samples)}b", *samples)))


def amiga_picture() -> bytes:
    """ILBM: 16 by 16 pixels of two colours. It is no recording."""
    header = struct.pack(">HHHHBBBBHBBHH", 16, 16, 0, 0, 1, 0, 0, 0, 0, 1, 1, 16, 16)
    return _form(b"ILBM", (b"BMHD", header), (b"CMAP", bytes(3) + b"\xff" * 3), (b"BODY", b"\xaa\x55" * 16))


def _form(kind: bytes, *parts: tuple[bytes, bytes]) -> bytes:
    content = kind
    for name, part in parts:
        content += name + struct.pack(">I", len(part)) + part + bytes(len(part) % 2)
    return b"FORM" + struct.pack(">I", len(content)) + content


def speech(seconds: float) -> bytes:
    """SPHERE, as laboratories keep speech."""
    samples = tone(seconds, 16000, 8000)
    fields = (
        f"sample_count -i {len(samples)}",
        *("sample_n_bytes -i 2", "channel_count -i 1", "sample_byte_format -s2 01", "sample_rate -i 16000"),
        *("sample_coding -s3 pcm", "end_head\n"),
    )
    header = ("NIST_1A\n   1024\n" + "\n".join(fields)).encode().ljust(1024)
    return header + struct.pack(f"<{len(samples)}h", *samples)


def one_bit(seconds: float) -> bytes:
    """DSF, as studios sell music: two channels, 2.8 million samples a second. It is silent."""
    rate, block = 2_822_400, 4096
    count = round(seconds * rate)
    content = b"\x69" * (2 * block * -(-count // 8 // block))
    form = b"fmt " + struct.pack("<QIIIIIIQII", 52, 1, 0, 2, 2, rate, 1, count, block, 0)
    data = b"data" + struct.pack("<Q", 12 + len(content)) + content
    return b"DSD " + struct.pack("<QQQ", 28, 28 + len(form) + len(data), 0) + form + data


def telephone(seconds: float) -> bytes:
    """GSM 06.10: 50 frames of 33 bytes a second. It is silent."""
    return (b"\xd0" + bytes(32)) * round(50 * seconds)
