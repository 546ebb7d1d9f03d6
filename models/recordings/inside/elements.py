"""Reads the elements of Matroska and WebM files (RFC 8794, RFC 9559), without what they hold of pictures and sounds."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from models.recordings.inside.structure import MOST_PARTS, MOST_TEXT, Structure, is_program

EBML, SEGMENT, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
DOCTYPE, DURATION, CUES = 0x4282, 0x4489, 0x1C53BB6B
INFO, TRACKS, TAGS = 0x1549A966, 0x1654AE6B, 0x1254C367
MUXING_APP, WRITING_APP = 0x4D80, 0x5741
TRACK, ENCODINGS, ENCODING, ENCRYPTION, ADDITION = 0xAE, 0x6D80, 0x6240, 0x5035, 0x41E4
ADDITION_TYPE, ADDITION_DATA = 0x41E7, 0x41ED
TAG, SIMPLE_TAG, TAG_NAME, TAG_TEXT, TAG_BYTES = 0x7373, 0x67C8, 0x45A3, 0x4487, 0x4485
VOID, CHECKSUM, SEEK_HEAD = 0xEC, 0xBF, 0x114D9B74

PARENTS = {EBML, INFO, TRACKS, TRACK, ENCODINGS, ENCODING, ADDITION, TAGS, TAG, SIMPLE_TAG}
# What may tell of a place, a device or a person: titles, names of files and tracks, attached files, chapters.
TELLING = {0x7BA9, 0x7384, 0x3C83AB, 0x3E83BB, 0x536E, 0x1941A469, 0x1043A770, TAG_BYTES}
KNOWN = {SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, TAGS, VOID, CHECKSUM}
HARMLESS_TAGS = {"DURATION", "BPS", "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES", "SOURCE_ID", "ENCODER_OPTIONS"}
PROGRAM_TAGS = {"ENCODER", "_STATISTICS_WRITING_APP", "MUXER"}
DOLBY_VISION = {int.from_bytes(name, "big") for name in (b"dvcC", b"dvvC", b"dvwC")}
DEPTH = 8


@dataclass(frozen=True)
class Element:
    number: int
    # The end of its content is None if the file was written as it came.
    start: int
    end: int | None


@dataclass
class _Reading:
    file: BinaryIO
    size: int
    structure: Structure = field(default_factory=lambda: Structure(word="matroska"))
    parts: int = 0
    tag: str = ""
    addition: int = 0

    def bytes_of(self, element: Element, most: int = MOST_TEXT) -> bytes:
        self.file.seek(element.start)
        return self.file.read(min(most, (element.end or self.size) - element.start))


def read(file: BinaryIO, size: int) -> Structure:
    reading, segments = _Reading(file, size), 0
    for element in _elements(reading, 0, size):
        if element.number == EBML:
            _read_element(reading, element, DEPTH)
        elif element.number == SEGMENT:
            _read_segment(reading, element)
            segments += 1
        elif element.number not in {VOID, CHECKSUM}:
            reading.structure.is_clean = False
        if element.end is None:
            break
    reading.structure.is_put_together = segments > 1
    return reading.structure


def _read_segment(reading: _Reading, segment: Element) -> None:
    structure = reading.structure
    structure.is_cut = segment.end is not None and segment.end > reading.size
    for element in _elements(reading, segment.start, min(segment.end or reading.size, reading.size)):
        structure.is_clean &= element.number in KNOWN
        structure.has_index |= element.number == CUES
        structure.is_cut |= element.end is not None and element.end > reading.size
        _read_element(reading, element, DEPTH)
        # A cluster without a size ends somewhere. What comes after it is not looked for: such a file is rewritten.
        if element.end is None:
            structure.knows_length = False
            break


def _elements(reading: _Reading, start: int, end: int) -> Iterator[Element]:
    while start < end and reading.parts < MOST_PARTS:
        reading.parts += 1
        reading.file.seek(start)
        number, length = _number(reading.file, keep_marker=True), _number(reading.file, keep_marker=False)
        if number is None or length is None:
            break
        start = reading.file.tell()
        yield Element(number, start, None if length < 0 else start + length)
        if length < 0:
            return
        start += length
    if start < end:
        reading.structure.is_clean = False


def _number(file: BinaryIO, *, keep_marker: bool) -> int | None:
    """A number of one to eight bytes, whose first bits say how many. -1 if it means "not known"."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    length = 9 - first[0].bit_length()
    content = first + file.read(length - 1)
    if len(content) < length:
        return None
    value = int.from_bytes(content, "big")
    if keep_marker:
        return value
    value -= 1 << 7 * length
    return -1 if value == (1 << 7 * length) - 1 else value


def _read_element(reading: _Reading, element: Element, depth: int) -> None:
    structure = reading.structure
    if depth == 0 or (element.number in TELLING and reading.bytes_of(element).strip(b"\0")):
        structure.is_clean = False
    elif element.number in READERS:
        READERS[element.number](reading, element)
    elif element.number in PARENTS:
        for inner in _elements(reading, element.start, min(element.end or reading.size, reading.size)):
            _read_element(reading, inner, depth - 1)


def _doctype(reading: _Reading, element: Element) -> None:
    reading.structure.word = "webm" if reading.bytes_of(element, 8).strip(b"\0") == b"webm" else "matroska"


def _duration(reading: _Reading, element: Element) -> None:
    content = reading.bytes_of(element, 8)
    kind = {4: ">f", 8: ">d"}.get(len(content))
    reading.structure.knows_length = kind is not None and struct.unpack(kind, content)[0] > 0


def _program(reading: _Reading, element: Element) -> None:
    reading.structure.is_clean &= is_program(_text(reading, element))


def _text(reading: _Reading, element: Element) -> str:
    return reading.bytes_of(element).decode("utf-8", "replace").rstrip("\0")


def _tag_name(reading: _Reading, element: Element) -> None:
    reading.tag = _text(reading, element).upper()
    is_harmless = reading.tag in HARMLESS_TAGS | PROGRAM_TAGS or reading.tag.startswith("_STATISTICS_")
    reading.structure.is_clean &= is_harmless


def _tag_text(reading: _Reading, element: Element) -> None:
    if reading.tag in PROGRAM_TAGS:
        _program(reading, element)


def _encryption(reading: _Reading, _element: Element) -> None:
    reading.structure.is_encrypted = True


def _addition_type(reading: _Reading, element: Element) -> None:
    reading.addition = int.from_bytes(reading.bytes_of(element, 8), "big")


def _addition_data(reading: _Reading, element: Element) -> None:
    content = reading.bytes_of(element, 3)
    if reading.addition in DOLBY_VISION and len(content) == 3:
        reading.structure.dolby_vision = content[2] >> 1


def _no_hidden_bytes(reading: _Reading, element: Element) -> None:
    content = reading.bytes_of(element)
    reading.structure.is_clean &= not content.strip(b"\0") and len(content) < MOST_TEXT


READERS = {
    DOCTYPE: _doctype,
    DURATION: _duration,
    MUXING_APP: _program,
    WRITING_APP: _program,
    TAG_NAME: _tag_name,
    TAG_TEXT: _tag_text,
    ENCRYPTION: _encryption,
    VOID: _no_hidden_bytes,
    ADDITION_TYPE: _addition_type,
    ADDITION_DATA: _addition_data,
}
