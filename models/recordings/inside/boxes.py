"""Reads the boxes of MP4 and QuickTime files (ISO/IEC 14496-12), without what they hold of pictures and sounds."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from models.recordings.inside import box_tables
from models.recordings.inside.box_names import HARMLESS, PARENTS
from models.recordings.inside.structure import MOST_PARTS, MOST_TEXT, Structure, is_program

DOLBY_VISION = {"dvcC", "dvvC", "dvwC"}
# So many bytes of a sample entry come before its boxes. Of a sound it depends on the version of QuickTime's entry.
PICTURE_FIELDS = 78
SOUND_FIELDS = {0: 28, 1: 44, 2: 64}
ENCRYPTED = {"encv", "enca", "drms", "drmi", "aavd"}
DEPTH = 12
# With the index at the end, a player loses 0.2 s (facts 113). To rewrite a smaller file would cost more.
QUICK_BYTES = 256 * 1024**2


@dataclass(frozen=True)
class Box:
    name: str
    start: int
    end: int


@dataclass
class _Reading:
    file: BinaryIO
    size: int
    structure: Structure = field(default_factory=lambda: Structure(word="mp4", has_index=True))
    parts: int = 0
    handler: str = ""
    # Of the data, without those of the samples.
    unused_bytes: int = 0

    def bytes_of(self, box: Box, most: int = MOST_TEXT) -> bytes:
        self.file.seek(box.start)
        return self.file.read(min(most, box.end - box.start))


def read(file: BinaryIO, size: int) -> Structure:
    reading = _Reading(file, size)
    names = []
    for box in _boxes(reading, 0, size):
        names.append(box.name)
        _read_box(reading, box, DEPTH)
        if box.end > size:
            reading.structure.is_cut = True
    _judge_order(reading, names)
    return reading.structure


def _judge_order(reading: _Reading, names: list[str]) -> None:
    structure = reading.structure
    structure.is_fragmented = "moof" in names
    if "moov" in names and "mdat" in names:
        is_near = names.index("moov") < names.index("mdat") or reading.size <= QUICK_BYTES
        structure.has_index = is_near and not structure.is_fragmented
    if "ftyp" not in names:
        structure.word = "mov"
    # Which samples are missing is known from the index, unless each fragment has its own.
    if not structure.is_fragmented:
        structure.is_cut = None
        # Between the samples a camera may have written where it was.
        structure.is_clean &= reading.unused_bytes == 0


def _boxes(reading: _Reading, start: int, end: int) -> Iterator[Box]:
    while start + 8 <= end and reading.parts < MOST_PARTS:
        reading.parts += 1
        reading.file.seek(start)
        length, name = struct.unpack(">I4s", reading.file.read(8))
        head = 8
        if length == 1:
            (length,) = struct.unpack(">Q", reading.file.read(8).rjust(8, b"\0"))
            head = 16
        length = length or end - start
        if length < head:
            break
        yield Box(name.decode("latin-1"), start + head, start + length)
        start += length
    # Whatever follows is in no box.
    if start < end:
        reading.structure.is_clean = False


def _read_box(reading: _Reading, box: Box, depth: int) -> None:
    structure = reading.structure
    if box.name not in HARMLESS or depth == 0:
        structure.is_clean = False
    if box.name in READERS:
        READERS[box.name](reading, box)
    if box.name in DOLBY_VISION:
        structure.dolby_vision = reading.bytes_of(box, 3)[-1] >> 1
    if box.name == "stsd" and depth:
        entries = list(_boxes(reading, box.start + PARENTS["stsd"], min(box.end, reading.size)))
        # Players keep to the first description.
        structure.is_edited |= len(entries) > 1 and reading.handler in {"vide", "soun"}
        for entry in entries:
            _read_entry(reading, entry, depth)
    elif box.name in PARENTS and depth:
        for inner in _boxes(reading, box.start + _skipped(reading, box), min(box.end, reading.size)):
            _read_box(reading, inner, depth - 1)


def _skipped(reading: _Reading, box: Box) -> int:
    """In QuickTime a `meta` has no field of its own before its boxes."""
    if box.name == "meta" and reading.bytes_of(box, 8)[4:] == b"hdlr":
        return 0
    return PARENTS[box.name]


def _read_entry(reading: _Reading, entry: Box, depth: int) -> None:
    """The description of the samples of a track."""
    structure = reading.structure
    structure.is_encrypted |= entry.name in ENCRYPTED
    fields = reading.bytes_of(entry, PICTURE_FIELDS)
    if reading.handler == "vide" and len(fields) == PICTURE_FIELDS:
        # A text of one byte for its length and 31 more, which may name the camera.
        structure.is_clean &= is_program(fields[43 : 43 + min(31, fields[42])].decode("latin-1"))
        start = entry.start + PICTURE_FIELDS
    elif reading.handler == "soun" and len(fields) >= 28 and fields[9] in SOUND_FIELDS:
        start = entry.start + SOUND_FIELDS[fields[9]]
    else:
        structure.is_clean = False
        return
    # Four zero bytes may follow the boxes of an entry.
    end = min(entry.end, reading.size)
    was_clean = structure.is_clean
    inner = list(_boxes(reading, start, end))
    structure.is_clean = was_clean
    for box in inner:
        _read_box(reading, box, depth - 1)


def _brand(reading: _Reading, box: Box) -> None:
    brand = reading.bytes_of(box, 4)
    if brand == b"qt  ":
        reading.structure.word = "mov"
    elif brand[:2] == b"3g":
        reading.structure.word = "3gp"


def _handler(reading: _Reading, box: Box) -> None:
    reading.handler = reading.bytes_of(box, 12)[8:].decode("latin-1")
    # Data, texts, timecodes and hints are of no use to a guest, and may tell anything.
    reading.structure.is_clean &= reading.handler in {"vide", "soun", "mdir", "url ", "alis"}


def _length(reading: _Reading, box: Box) -> None:
    content = reading.bytes_of(box, 32)
    if box.name == "mehd":
        length = content[4:12] if content[:1] == b"\1" else content[4:8]
    else:
        length = content[24:32] if content[:1] == b"\1" else content[16:20]
    reading.structure.knows_length |= bool(length.strip(b"\0")) and bool(length.strip(b"\xff"))


def _edits(reading: _Reading, box: Box) -> None:
    reading.structure.is_edited |= box_tables.is_edited(reading.bytes_of(box))


def _data(reading: _Reading, box: Box) -> None:
    reading.unused_bytes += min(box.end, reading.size) - box.start


def _sample_sizes(reading: _Reading, box: Box) -> None:
    reading.unused_bytes -= box_tables.bytes_of_samples(reading.file, box.start, box.end)


def _no_hidden_bytes(reading: _Reading, box: Box) -> None:
    if box.end - box.start > MOST_TEXT or reading.bytes_of(box).strip(b"\0"):
        reading.structure.is_clean = False


def _text(reading: _Reading, box: Box) -> None:
    """The content of an iTunes-like tag. Only the name of a program is allowed (`\xa9too`)."""
    reading.structure.is_clean &= is_program(reading.bytes_of(box)[8:].decode("utf-8", "replace"))


def _encryption(reading: _Reading, _box: Box) -> None:
    reading.structure.is_encrypted = True


READERS = {
    "ftyp": _brand,
    "hdlr": _handler,
    "mvhd": _length,
    "mehd": _length,
    "elst": _edits,
    "data": _text,
    "sinf": _encryption,
    "free": _no_hidden_bytes,
    "skip": _no_hidden_bytes,
    "mdat": _data,
    "stsz": _sample_sizes,
}
