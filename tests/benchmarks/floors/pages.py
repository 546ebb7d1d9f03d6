"""The pages of the product as a floor sends them: the same bytes and headers, with another form or visit each time."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.load.requests import Answer

# Of the connection, or of the one answer.
_NOT_COPIED = {"date", "server", "content-length", "connection", "set-cookie", "x-request-id", "keep-alive"}
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """`parts`: the body, cut where the form's value or the visit's key stands."""

    headers: Headers
    cookies: list[str]
    parts: list[bytes]

    def body(self, value: bytes) -> bytes:
        return value.join(self.parts)

    @classmethod
    def of(cls, answer: Answer, changing: re.Pattern[bytes]) -> "Page":
        found = changing.search(answer.body)
        assert found, answer.head
        headers = [line.split(": ", 1) for line in answer.head.decode().strip().split("\r\n")[1:]]
        return cls(
            [(name, value) for name, value in headers if name.lower() not in _NOT_COPIED],
            [value for name, value in headers if name.lower() == "set-cookie"],
            answer.body.split(found[1]),
        )


FORM = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
VISIT = re.compile(rb'data-visit-url="[^"]*/v/([^"/]+)"')


def write(file: Path, entry: Page, media: Page) -> None:
    file.write_text(json.dumps({"entry": _as_json(entry), "media": _as_json(media)}))


def read(file: Path) -> tuple[Page, Page]:
    """The entry page and the media page."""
    found = json.loads(file.read_text())
    return _from_json(found["entry"]), _from_json(found["media"])


def _as_json(page: Page) -> dict[str, Any]:
    return {"headers": page.headers, "cookies": page.cookies, "parts": [part.decode() for part in page.parts]}


def _from_json(found: dict[str, Any]) -> Page:
    headers = [(name, value) for name, value in found["headers"]]
    return Page(headers, found["cookies"], [part.encode() for part in found["parts"]])
