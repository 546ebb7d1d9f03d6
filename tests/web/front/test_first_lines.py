"""First lines of requests in letters that are not ASCII (contract 3.39)."""

import pytest

from web.front.first_lines import FirstLine

LINE = "GET /g/x\u201d HTTP/1.1\r\n".encode()


@pytest.mark.parametrize("at", range(1, len(LINE)))
def test_the_address_is_encoded_wherever_its_bytes_are_cut(at: int) -> None:
    first_line = FirstLine()
    rest = "X: \u201d\r\n".encode()
    told = b"".join(first_line.in_ascii(piece) for piece in (LINE[:at], LINE[at:] + rest, rest))
    assert told == b"GET /g/x%E2%80%9D HTTP/1.1\r\n" + rest + rest, "headers and bodies stay as they are"
    first_line.begin()
    assert first_line.in_ascii(LINE) == b"GET /g/x%E2%80%9D HTTP/1.1\r\n"
