"""Changes files where no encoder does it: as recorders that crashed, phones, cameras and shops leave them."""

import re
import struct
from collections.abc import Callable
from pathlib import Path

Change = Callable[[bytes], bytes]
# How a player turns the picture clockwise: the first five numbers of the matrix of MP4 (ISO/IEC 14496-12, 8.3.2).
TURNS = {90: (0, 1, 0, -1, 0), 180: (-1, 0, 0, 0, -1), 270: (0, -1, 0, 1, 0)}


def changed(path: Path, *changes: Change) -> None:
    content = path.read_bytes()
    for change in changes:
        content = change(content)
    path.write_bytes(content)


def turned(degrees: int) -> Change:
    """As a phone writes that was held so."""
    a, b, _, c, d = TURNS[degrees]
    return with_matrix(a, b, c, d)


def with_matrix(a: float, b: float, c: float, d: float) -> Change:
    """In the header of the picture. The sound, which has a matrix, too, is behind the picture."""

    def change(content: bytes) -> bytes:
        place = content.index(b"tkhd") + 4 + 40
        numbers = struct.pack(">5i", *(round(part * 65536) for part in (a, b, 0, c, d)))
        return content[:place] + numbers + content[place + 20 :]

    return change


def twice(content: bytes) -> bytes:
    """As people put recordings together: one file behind the other (`cat`)."""
    return content + content


def cut_off(part: float) -> Change:
    return lambda content: content[: int(len(content) * part)]


def replaced(old: bytes, new: bytes, times: int = -1) -> Change:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, times)

    return change


def appended(more: bytes) -> Change:
    return lambda content: content + more


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def with_place(content: bytes) -> bytes:
    """Where it was filmed, as phones write it (©xyz). It stands at the end of `moov`, which must be the last box."""
    place = content.index(b"moov") - 4
    length = int.from_bytes(content[place : place + 4], "big")
    assert place + length == len(content)
    text = b"+48.8584+002.2945/"
    more = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(text), 0x15C7) + text))
    return content[:place] + struct.pack(">I", length + len(more)) + content[place + 4 :] + more


def with_matroska_length_of(seconds: float) -> Change:
    """Names another length: that of a screen recorder whose last picture stands for long."""

    def change(content: bytes) -> bytes:
        place = content.index(b"\x44\x89\x88")
        return content[: place + 3] + struct.pack(">d", seconds * 1000) + content[place + 11 :]

    return change


def begun_later(seconds: int) -> Change:
    """An MP4 in fragments as a running stream is recorded: it counts from long before its first one."""

    def change(content: bytes) -> bytes:
        changed = bytearray(content)
        scales = [content[found.end() + 12 : found.end() + 16] for found in re.finditer(b"mdhd", content)]
        for found in re.finditer(rb"tfhd....(....).{0,40}?tfdt\x01...", content, re.DOTALL):
            ticks = int.from_bytes(scales[int.from_bytes(found[1]) - 1]) * seconds
            time = int.from_bytes(content[found.end() : found.end() + 8]) + ticks
            changed[found.end() : found.end() + 8] = time.to_bytes(8)
        assert changed != content
        return bytes(changed)

    return change


def described_twice(content: bytes) -> bytes:
    """An MP4 whose first stream has a second description of its samples, as where two clips were put together. The
    boxes around it must stand behind the data."""
    start = content.index(b"stsd") + 12
    entry = content[start : start + int.from_bytes(content[start : start + 4])]
    changed = bytearray(content[: start + len(entry)] + entry + content[start + len(entry) :])
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"):
        place = content.index(name) - 4
        changed[place : place + 4] = (int.from_bytes(content[place : place + 4]) + len(entry)).to_bytes(4)
    changed[start - 4 : start] = (2).to_bytes(4)
    return bytes(changed)


def with_pixels_of_mp4(width: int, height: int) -> Change:
    """Says in the container alone how wide and high a pixel is. It stands where the bit rate was."""

    def change(content: bytes) -> bytes:
        place = content.index(b"btrt")
        return content[:place] + b"pasp" + struct.pack(">2I", width, height) + content[place + 12 :]

    return change


def with_display_size_of_matroska(width: int, height: int) -> Change:
    """Says in the container alone how the picture is shown, which FFmpeg has left open. What that takes more is taken
    from the empty space behind it."""

    def change(content: bytes) -> bytes:
        place = content.index(b"\x54\xb2\x81\x04")
        picture, empty = content.rindex(b"\xe0", 0, place) + 1, content.index(b"\xec\x01", place)
        new = b"\x54\xb0\x82" + struct.pack(">H", width) + b"\x54\xba\x82" + struct.pack(">H", height)
        more, length = len(new) - 4, 9 + int.from_bytes(content[empty + 2 : empty + 9], "big")
        head = content[:picture] + bytes([content[picture] + more]) + content[picture + 1 : place] + new
        left = b"\xec" + bytes([0x80 + length - more - 2]) + bytes(length - more - 2)
        return head + content[place + 4 : empty] + left + content[empty + length :]

    return change


def ambisonic(content: bytes) -> bytes:
    """Opus whose four channels are those of a sphere (RFC 8486). The header says it in one byte."""
    place = content.index(b"OpusHead") + 18
    return content[:place] + b"\2" + content[place + 1 :]


def with_layout_of_mov(number: int) -> Change:
    """Another order of channels, by its number in Apple's CoreAudioBaseTypes.h."""

    def change(content: bytes) -> bytes:
        place = content.index(b"chan") + 8
        return content[:place] + struct.pack(">I", number) + content[place + 4 :]

    return change


def scrambled(content: bytes) -> bytes:
    """Every packet of a transport stream that holds pictures or sounds says that it is encrypted."""
    packets = bytearray(content)
    for place in range(0, len(packets), 188):
        number = int.from_bytes(packets[place + 1 : place + 3], "big") & 0x1FFF
        if 0x100 <= number < 0x1FFF:
            packets[place + 3] |= 0x80
    return bytes(packets)


def with_id3(content: bytes) -> bytes:
    """Who sings, and a cover, as music shops write them."""
    cover = _frame(b"APIC", b"\0image/png\0\x03\0" + _png())
    tags = _frame(b"TIT2", b"\0A song") + _frame(b"TPE1", b"\0Louise Smith") + cover
    length = bytes(len(tags) >> 7 * place & 127 for place in (3, 2, 1, 0))
    return b"ID3\x03\0\0" + length + tags + content[_id3_length(content) :]


def without_length_of_mp3(content: bytes) -> bytes:
    """Without the first frame, which tells how many follow."""
    start = content.index(b"\xff\xfb")
    return content[content.index(b"\xff\xfb", start + 4) :]


def _frame(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">IH", len(content), 0) + content


def _id3_length(content: bytes) -> int:
    if content[:3] != b"ID3":
        return 0
    return 10 + sum(byte << 7 * (3 - place) for place, byte in enumerate(content[6:10]))


def _png() -> bytes:
    from tests.vocabulary.pictures import one_colour_png

    return one_colour_png(64, 64)
