"""What mail, chat, people and programs make of the address of a guest link, or a one-time one, as it is requested."""

import sys
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

MARKS = ".,;:!?)]}>*_~'\"=+&-@$%|\\^`({[<#…。”»“„’‘›«‹！？，、；：）】」』〉》–—·•"
REMAINS = (
    "**",
    ")**",
    "</a>",
    "&gt;",
    "&amp;utm_source=x",
    "&utm_source=x",
    "|text>",
    "](",
    ">,",
    "%0d%0a",
    "?utm=x",
    "#top",
)
BLANKS = " \t\u00a0\u2003\u3000\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff"


def spoilt(token: str, word: str = "g") -> Iterator[str]:
    """Paths that lead to `/g/TOKEN`, or to `/setup/TOKEN`. They are ASCII, as HTTP wants it."""
    begin = f"/{word}/"
    address = f"{begin}{token}"
    yield from _marks_behind(address)
    for blank in map(quote, BLANKS):
        yield from (
            f"{begin}{blank}{token}",
            f"/{blank}{address}",
            f"{address}{blank}",
            f"/{word}{blank}/{blank}{token}{blank}.",
        )
    yield from (f"{address}/", f"{address}//", f"/{address}", f"{begin}/{token}", f"/{begin}/{token}/")
    yield from (
        "/" + "".join(f"%{ord(char):02X}" for char in address[1:]),
        f"/{word}%2f{token}",
        f"/%{ord(word[0]):02x}{word[1:]}/{token}",
        f"{begin}%2F{token}",
    )
    yield from (
        f"{begin}%{ord(token[0]):02X}{token[1:]}",
        f"{begin}{token[:-1]}%25{ord(token[-1]):02x}",
        f"{begin}%2520{token}",
    )
    yield from (f"{address}%94", f"{address}%85", f"{address}%A0", f"{begin}%A0{token}")
    yield f"{address}%C3%A2%E2%82%AC%C2%9D"
    yield from (
        f"{address}.?next=//evil.example",
        f"{address}//evil.example/",
        f"{address}/%5Cevil.example",
        f"{address}/x",
    )


def _marks_behind(address: str) -> Iterator[str]:
    for mark in MARKS:
        yield f"{address}{quote(mark, safe='')}"
        yield f"{address}{quote(quote(mark, safe=''))}"
        if mark.isascii() and mark not in "%#?":
            yield f"{address}{mark}"
    yield from (f"{address}{quote(remains)}" for remains in REMAINS)


def every_mark_behind(token: str, word: str = "g") -> Iterator[str]:
    """With each closing bracket, quotation mark, mark of format and other punctuation of Unicode behind it."""
    for code in range(0x80, sys.maxunicode + 1):
        if unicodedata.category(chr(code)) in {"Pe", "Pf", "Pi", "Ps", "Pd", "Po", "Pc", "Cf", "Zs", "Zl", "Zp"}:
            yield f"/{word}/{token}{quote(chr(code))}"


def wrong(token: str) -> list[str]:
    """Paths that lead nowhere, and count as guesses."""
    inside = f"/g/{token[:9]}%C2%AD{token[9:]}"
    short = f"/g/{token[:-1]}"
    return [
        f"/g/{token}x",
        f"/g/{token}7",
        f"/g/{token}%61",
        f"/g/{token}%2561",
        short,
        f"{short}.",
        f"{short}%20",
        inside,
        "/g/",
        "/g//",
        "//g/%20",
    ]


def with_a_second_address(token: str) -> list[str]:
    """Paths that lead nowhere, and are no guesses."""
    other = f"https://media.example.org/g/{token}"
    return [
        f"/g/Link:{other}",
        f"/g/{other}",
        f"/g/{token}%20{other}",
        f"/g/{quote(other, safe='')}",
        f"/g/{token}{other}",
        f"/g/x%20http:/media.example.org/g/{token}",
        f"//g/{quote(quote(other, safe=''))}",
    ]


def ask(browser: FlaskClient, path: str, method: str = "GET", **more: Any) -> TestResponse:
    """As a server hands over a request. The test client itself would take the beginning of `//g/…` for a host."""
    decoded = unquote_to_bytes(path.partition("?")[0]).decode("latin-1")
    return browser.open(method=method, environ_overrides={"REQUEST_URI": path, "PATH_INFO": decoded}, **more)
