"""An upload that delivers nothing is ended, and one that is only slow goes on (contract 6.28)."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.vocabulary.site import Site
from tests.vocabulary.uploads import MULTIPART, left_over, owner_cookie, upload_head
from tests.web import apart
from web.front import bodies
from web.front.asgi import Front

Message = dict[str, Any]


def answer_to(site: Site, arrives: Callable[[bytes], AsyncIterator[bytes]]) -> list[Message]:
    """The messages with which the front answers an upload. `arrives` makes the pieces in which its body comes."""
    client = site.signed_in(site.maker.user())
    body = upload_head(client) + bytes(70_000) + b"\r\n--b--\r\n"
    named = {
        "host": "localhost",
        "cookie": owner_cookie(client),
        "content-length": str(len(body)),
        "content-type": MULTIPART,
    }
    headers = [(name.encode(), value.encode()) for name, value in named.items()]
    scope = {"type": "http", "http_version": "1.1", "method": "POST", "path": "/media/new", "query_string": b""}
    scope["raw_path"] = b"/media/new"
    answer: list[Message] = []

    async def send(message: Any) -> None:
        answer.append(dict(message))

    async def ask() -> None:
        pieces = arrives(body)

        async def receive() -> Message:
            return {"type": "http.request", "body": await anext(pieces), "more_body": True}

        front = Front()
        await front(scope | {"headers": headers}, receive, send)
        assert front.slow_under_way == 0

    apart.run(ask())
    return answer


@pytest.mark.parametrize("path", ["/media/new", "/media/1/poster", "/media/1/captions"])
def test_the_body_of_somebody_unknown_is_not_read(site: Site, path: str) -> None:
    """A page could offer the fields for another try. But a slow client would hold a thread while they arrive."""
    read: list[bytes] = []

    class Body(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            read.append(b"")
            return super().read(size)

        def readinto(self, into: Any, /) -> int:
            read.append(b"")
            return super().readinto(into)

    form = {"input_stream": Body(b"title=T"), "content_type": "application/x-www-form-urlencoded"}
    answer = site.browser().post(path, **form)
    assert (answer.status_code, read) == (302, [])


def test_an_upload_that_delivers_nothing_ends_and_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "IDLE_SECONDS", 0.2)

    async def stopping(body: bytes) -> AsyncIterator[bytes]:
        yield body[:69_000]
        await asyncio.Event().wait()

    start, *_body = answer_to(site, stopping)
    assert start["status"] == 400
    assert (b"connection", b"close") in start["headers"]
    assert left_over() == []
    assert site.state()["media_item"] == 0


def test_a_slow_upload_goes_on(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "IDLE_SECONDS", 2)
    waited = []

    async def slow(body: bytes) -> AsyncIterator[bytes]:
        for at in range(0, len(body), 10_000):
            waited.append(await asyncio.sleep(0.3, 0.3))
            yield body[at : at + 10_000]

    start, *_page = answer_to(site, slow)
    assert sum(waited) > bodies.IDLE_SECONDS
    assert (start["status"], (b"connection", b"close") in start["headers"]) == (422, False)
