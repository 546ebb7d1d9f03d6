"""An upload that delivers nothing ends; one that is merely slow goes on."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from models.config.settings import settings
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from tests.web import apart
from web.front import bodies
from web.front.asgi import Front

Message = dict[str, Any]
FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.mp4"\r\n\r\n'


def sent(site: Site, parts: Callable[[bytes], AsyncIterator[bytes]]) -> list[Message]:
    """The front's answer to an upload whose body arrives so."""
    client = site.signed_in(site.maker.user())
    token = inputs(client.get("/media/new").text)["csrf_token"].encode()
    cookie = client.get_cookie("guestlink_owner")
    assert cookie is not None
    body = b'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n%s\r\n%s' % (token, FILE)
    body += bytes(70_000) + b"\r\n--b--\r\n"
    named = {
        "host": "localhost",
        "cookie": f"guestlink_owner={cookie.value}",
        "content-length": str(len(body)),
        "content-type": "multipart/form-data; boundary=b",
    }
    headers = [(name.encode(), value.encode()) for name, value in named.items()]
    scope = {"type": "http", "http_version": "1.1", "method": "POST", "path": "/media/new", "query_string": b""}
    answer: list[Message] = []

    async def send(message: Any) -> None:
        answer.append(dict(message))

    async def ask() -> None:
        arriving = parts(body)

        async def receive() -> Message:
            return {"type": "http.request", "body": await anext(arriving), "more_body": True}

        front = Front()
        await front(scope | {"headers": headers}, receive, send)
        assert front.slow == 0

    apart.run(ask())
    return answer


@pytest.mark.parametrize("path", ["/media/new", "/media/1/poster", "/media/1/captions"])
def test_of_nobody_nothing_is_read(site: Site, path: str) -> None:
    """Typed fields would be given back; but whoever lets them drip would hold one of few threads, and is unknown."""
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


def test_one_that_delivers_nothing_ends_and_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "IDLE_SECONDS", 0.2)

    async def stopping(body: bytes) -> AsyncIterator[bytes]:
        yield body[:69_000]
        await asyncio.Event().wait()

    start, *_body = sent(site, stopping)
    assert start["status"] == 400
    assert (b"connection", b"close") in start["headers"]
    assert list(settings().media_folder.iterdir()) == []
    assert site.state()["media_item"] == 0


def test_one_that_is_slower_than_that_as_a_whole_is_taken(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "IDLE_SECONDS", 5)
    waited = []

    async def slow(body: bytes) -> AsyncIterator[bytes]:
        for at in range(0, len(body), 10_000):
            waited.append(await asyncio.sleep(1, 1))
            yield body[at : at + 10_000]

    start, *_page = sent(site, slow)
    assert sum(waited) > bodies.IDLE_SECONDS
    assert (start["status"], (b"connection", b"close") in start["headers"]) == (422, False)
