"""What the front makes of headers before a page reads them (contract 6.31, 6.32)."""

import pytest

from web.front.asgi import safe_headers


def test_many_blanks_in_cookies_become_one() -> None:
    """A pattern that reads cookies takes a time that is quadratic in them."""
    sent = [(b"cookie", b"a=" + b" \t" * 9000 + b'"; b = 1'), (b"x", b"1  2")]
    assert safe_headers(sent) == [(b"cookie", b'a= "; b = 1'), (b"x", b"1  2")]


@pytest.mark.parametrize("name", [b"x_forwarded_for", b"content_length"])
def test_a_name_that_could_stand_for_another_is_left_out(name: bytes) -> None:
    assert safe_headers([(name, b"1"), (b"host", b"x")]) == [(b"host", b"x")]
