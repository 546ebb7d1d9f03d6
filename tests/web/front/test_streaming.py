"""A file that is gone or becomes shorter after the page has named it (contract 6.35)."""

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.config.settings import settings
from tests.vocabulary.live import folder, live
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Guests, Site
from tests.web import apart
from web.front.asgi import Front
from web.media.body import Body
from web.pages.security import HEADERS


def request_for(path: str, headers: dict[str, str]) -> dict[str, Any]:
    """The scope of ASGI."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }


def answer_to(path: str, cookie: str, happens: Callable[[], None], **headers: str) -> list[dict[str, Any]]:
    """The messages with which the front answers. `happens` is called when the page has decided what to send."""
    scope = request_for(path, {"host": "localhost", "cookie": cookie} | headers)
    sent: list[dict[str, Any]] = []

    async def ask() -> None:
        body = asyncio.Queue[dict[str, Any]]()
        body.put_nowait({"type": "http.request", "body": b"", "more_body": False})

        async def send(message: Any) -> None:
            sent.append(dict(message))

        front = Front()
        await front(scope, body.get, send)
        assert front.streams.under_way == 0

    open_here = Body.open_here

    def happens_before(body: Body) -> None:
        happens()
        open_here(body)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Body, "open_here", happens_before)
        apart.run(ask())
    return sent


@pytest.mark.parametrize("ranged", [{}, {"range": "bytes=0-1,5-6"}], ids=["whole", "in parts"])
@pytest.mark.parametrize("kind", ["segment", "video"])
def test_a_file_that_is_gone_before_its_first_byte_is_404(
    site: Site, guest: Guests, kind: str, ranged: dict[str, str]
) -> None:
    dana = guest(site.link(live(site) if kind == "segment" else site.media()))
    dana.enter()
    path = f"{dana.watch()}/{'live/a1.ts' if kind == 'segment' else 'video'}"
    place = folder() if kind == "segment" else settings().media_folder
    [file] = place.glob("a1.ts" if kind == "segment" else "*.mp4")
    sent = answer_to(path, dana.cookie_header(), lambda: None, **ranged)
    assert sent[0]["status"] == (206 if ranged else 200)
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    start, body = answer_to(path, dana.cookie_header(), file.unlink, **ranged)
    assert (start["status"], body["more_body"]) == (404, False)
    headers = {name.decode().title(): value.decode() for name, value in start["headers"]}
    assert headers.items() >= {name.title(): value for name, value in HEADERS.items()}.items()
    assert len(headers["X-Request-Id"]) == 32


def test_no_file_stays_open_after_an_answer(site: Site, guest: Guests) -> None:
    dana = guest(site.link(site.media()))
    dana.enter()
    path = f"{dana.watch()}/video"
    [file] = settings().media_folder.glob("*.mp4")
    opened: list[bool] = []
    sent = answer_to(path, dana.cookie_header(), lambda: opened.append(is_open(file)))
    assert b"".join(message.get("body", b"") for message in sent) == b"0123456789"
    assert (opened, is_open(file)) == ([False], False)
    with file.open("rb"):
        assert is_open(file)


def is_open(file: Path) -> bool:
    """In this process."""
    entries = Path("/proc/self/fd").iterdir()
    return file.resolve() in {Path(os.readlink(entry)) for entry in entries if entry.is_symlink()}  # noqa: PTH115


def test_a_file_that_becomes_shorter_breaks_only_its_own_connection(site: Site, guest: Guests, tmp_path: Path) -> None:
    dana = guest(site.link(site.media(content=bytes(32 * 1024**2))))
    dana.enter()
    head = f"GET {dana.watch()}/video HTTP/1.1\nCookie: {dana.cookie_header()}"
    [file] = settings().media_folder.glob("*.mp4")
    with real_server(tmp_path / "log") as server, server.send_raw(head) as connection:
        assert connection.recv(12) == b"HTTP/1.1 200"
        os.truncate(file, 1000)
        read = 0
        with contextlib.suppress(ConnectionResetError):
            while chunk := connection.recv(1024**2):
                read += len(chunk)
        assert read < 32 * 1024**2
        assert server.ask("/login").status == 200
    assert "Traceback" not in (tmp_path / "log").read_text()
