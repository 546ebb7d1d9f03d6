"""What a camera notes between the pictures of H.264 does not come along when they are copied (contract 8.21)."""

import pytest

from models.recordings.inside.notes import messages_in, without_notes

PICTURE, OTHER_PICTURE, NOTE = b"\x65picture", b"\x41other", b"\x06\x05place and time"
# The header of MP4 and Matroska says in how many bytes the length of a unit is written.
HEADERS = {1: b"\1d\0\x0c\xfc", 2: b"\1d\0\x0c\xfd", 4: b"\1d\0\x0c\xff"}


def with_lengths(units: list[bytes], size: int) -> bytes:
    return b"".join(len(unit).to_bytes(size, "big") + unit for unit in units)


def with_start_codes(units: list[bytes]) -> bytes:
    return b"".join(b"\0\0\1" + unit for unit in units)


@pytest.mark.parametrize("size", HEADERS)
def test_notes_are_taken_out_of_units_with_lengths(size: int) -> None:
    content = with_lengths([NOTE, PICTURE, NOTE, OTHER_PICTURE], size)
    assert without_notes(content, HEADERS[size]) == with_lengths([PICTURE, OTHER_PICTURE], size)


@pytest.mark.parametrize("header", [b"", with_start_codes([b"\x67parameters"])])
def test_notes_are_taken_out_of_units_with_start_codes(header: bytes) -> None:
    content = with_start_codes([b"\x09\xf0", NOTE, PICTURE, OTHER_PICTURE, NOTE])
    assert without_notes(content, header) == with_start_codes([b"\x09\xf0", PICTURE, OTHER_PICTURE])


@pytest.mark.parametrize("header", ["", *HEADERS], ids=str)
def test_a_packet_without_notes_stays_as_it_is(header: int | str) -> None:
    content = with_start_codes([PICTURE]) if isinstance(header, str) else with_lengths([PICTURE], header)
    assert without_notes(content, b"" if isinstance(header, str) else HEADERS[header]) == content


@pytest.mark.parametrize("content", [b"", b"\0", b"\0\0\1", b"\0\0\0\xff\x06", b"\xff\xff\xff\xff\x06", b"no units"])
def test_a_damaged_packet_is_no_error(content: bytes) -> None:
    for header in (b"", *HEADERS.values()):
        assert len(without_notes(content, header)) <= len(content)
        assert list(messages_in(content, header)) == []


@pytest.mark.parametrize("size", [2, 4])
def test_each_message_of_a_note_is_read(size: int) -> None:
    """A long one, one with bytes that look like a start code, and one that is cut off."""
    long, like_a_code = b"place" * 60, b"a\0\0\3\1b"
    note = b"\x06\x04\x02ab\x05\xff\x2d" + long + b"\xff\x01\x05" + like_a_code + b"\x80"
    content = with_lengths([PICTURE, note, b"\x06\x05\x20cut"], size)
    messages = [(4, b"ab"), (5, long), (256, b"a\0\0\1b"), (5, b"cut")]
    assert list(messages_in(content, HEADERS[size])) == messages
