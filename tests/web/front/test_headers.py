"""What the front makes of headers before a page reads them (contract 6.31, 6.32)."""

import pytest
from flask.testing import FlaskClient

from tests.vocabulary.raw import answers_on
from tests.vocabulary.uploads import owner_cookie
from tests.web.front.conftest import Running
from web.front.asgi import safe_headers


def test_many_blanks_in_cookies_become_one() -> None:
    """A pattern that reads cookies takes a time that is quadratic in them."""
    sent = [(b"cookie", b"a=" + b" \t" * 9000 + b'"; b = 1'), (b"x", b"1  2")]
    assert safe_headers(sent) == [(b"x", b"1  2"), (b"cookie", b'a= "; b = 1')]


def test_cookies_in_lines_of_their_own_are_read(running: Running, client: FlaskClient) -> None:
    """As browsers may send them over HTTP/2, and as some proxies pass them on (RFC 9113, 8.2.3)."""
    lines = f"Host: 127.0.0.1\r\nCookie: a=1\r\nCookie: {owner_cookie(client)}\r\nCookie: b=2"
    [answer] = answers_on(running.port, f"GET /media HTTP/1.1\r\n{lines}\r\nConnection: close\r\n\r\n".encode())
    assert answer.status == 200, "the owner is recognised"


@pytest.mark.parametrize("name", [b"x_forwarded_for", b"content_length"])
def test_a_name_that_could_stand_for_another_is_left_out(name: bytes) -> None:
    assert safe_headers([(name, b"1"), (b"host", b"x")]) == [(b"host", b"x")]
