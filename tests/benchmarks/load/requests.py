"""The requests of guests as bytes, and what is read from the answers."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

HOST = "127.0.0.1"
_FORM_VALUE = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", re.IGNORECASE)
_VISIT = re.compile(rb'data-visit-url="([^"]+)"')


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes


class NoSuchForm(Exception):
    """The page has no entry form."""


def addresses() -> Iterator[str]:
    """A new client address each time, so that the limit of entries from one address is never reached."""
    number = 0
    while True:
        number = (number + 1) % (1 << 24)
        yield f"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}"


def get(path: str, address: str, *, cookies: str = "", headers: str = "") -> bytes:
    return _head("GET", path, address, cookies, headers)


def post(path: str, address: str, form: dict[str, str], *, cookies: str = "") -> bytes:
    body = urlencode(form).encode()
    kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return _head("POST", path, address, cookies, kind) + body


def _head(method: str, path: str, address: str, cookies: str, headers: str) -> bytes:
    cookie = f"Cookie: {cookies}\r\n" if cookies else ""
    lines = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-For: {address}\r\nX-Forwarded-Proto: http\r\n"
    return f"{lines}Accept-Language: en\r\n{cookie}{headers}\r\n".encode()


def entry_form(answer: Answer, number: int) -> dict[str, str]:
    """The form of an entry page, filled in. Raises NoSuchForm."""
    found = _FORM_VALUE.search(answer.body)
    if found is None:
        raise NoSuchForm(answer.status)
    return {"csrf_token": found[1].decode(), "name": f"Guest {number}", "email": f"guest{number}@example.com"}


def cookies_of(answer: Answer) -> str:
    return "; ".join(f"{name.decode()}={value.decode()}" for name, value in _COOKIE.findall(answer.head))


def visit_address(answer: Answer) -> str:
    found = _VISIT.search(answer.body)
    assert found, f"no media page: {answer.status}"
    return found[1].decode()
