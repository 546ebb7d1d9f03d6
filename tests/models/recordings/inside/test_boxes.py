"""What the boxes of an MP4 say: its kind, what is encrypted or edited, and where its index is (contract 8.20)."""

import io
import struct

import pytest

from models.recordings.inside import boxes
from tests.corpus.patches import box


@pytest.mark.parametrize("entry", [b"encv", b"enca", b"drms"])
def test_the_entry_of_an_encrypted_track_is_found(entry: bytes) -> None:
    content = box(b"moov", box(b"stsd", bytes(8) + box(entry, bytes(90))))
    assert boxes.read(io.BytesIO(content), len(content)).is_encrypted


@pytest.mark.parametrize(
    ("entries", "is_edited"),
    [
        ([(1000, 0, 1)], False),
        ([(1000, 2048, 1)], False),
        ([(500, -1, 1), (1000, 0, 1)], False),
        ([(500, 0, 1), (500, 2000, 1)], True),
        ([(500, -1, 1), (500, -1, 1), (1000, 0, 1)], True),
        ([(1000, 0, 2)], True),
        ([], False),
    ],
)
def test_a_film_whose_parts_are_played_in_another_order_is_edited(
    entries: list[tuple[int, int, int]], is_edited: bool
) -> None:
    content = bytes(4) + struct.pack(">I", len(entries))
    content += b"".join(struct.pack(">IiI", length, start, rate << 16) for length, start, rate in entries)
    film = box(b"moov", box(b"trak", box(b"edts", box(b"elst", content))))
    assert boxes.read(io.BytesIO(film), len(film)).is_edited is is_edited


@pytest.mark.parametrize(
    ("brand", "word"), [(b"isom", "mp4"), (b"M4V ", "mp4"), (b"qt  ", "mov"), (b"3gp4", "3gp"), (None, "mov")]
)
def test_the_brand_says_what_kind_of_mp4_it_is(brand: bytes | None, word: str) -> None:
    head = box(b"ftyp", brand + bytes(4)) if brand else b""
    content = head + box(b"moov", b"") + box(b"mdat", b"")
    assert boxes.read(io.BytesIO(content), len(content)).word == word


@pytest.mark.parametrize(
    ("index_first", "size", "is_quick"),
    [(True, 900 * 1024**2, True), (False, boxes.QUICK_BYTES, True), (False, boxes.QUICK_BYTES + 1, False)],
)
def test_an_index_at_the_end_of_a_huge_file_does_not_start_quickly(
    index_first: bool, size: int, is_quick: bool
) -> None:
    index, head = box(b"moov", b""), box(b"ftyp", b"isom")
    data = struct.pack(">I4s", size - len(head) - len(index), b"mdat")
    content = head + index + data if index_first else head + data
    file = Sparse(content, b"" if index_first else index, size)
    assert boxes.read(file, size).has_index is is_quick


class Sparse(io.BytesIO):
    """A file with a beginning, an end, and nothing between."""

    def __init__(self, start: bytes, end: bytes, size: int) -> None:
        super().__init__()
        self.first, self.last, self.size, self.place = start, end, size, 0

    def seek(self, place: int, _whence: int = 0, /) -> int:
        self.place = place
        return place

    def read(self, length: int | None = -1, /) -> bytes:
        before = self.size - len(self.last)
        source, offset = (self.last, self.place - before) if self.place >= before else (self.first, self.place)
        return source[offset : offset + (length or 0)]
