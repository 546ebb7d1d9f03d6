"""The streams of a visit behind nginx: how many, how long, and that they end with their right (contract 2.46, 6.50)."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.media import deleting
from models.plumbing import database
from models.tables import MediaFile
from tests.topology import servers
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import visit_url
from tests.vocabulary.raw import answers_on, read_to_the_end, stalled, status_of
from tests.vocabulary.replies import Reply, ask
from tests.vocabulary.server import real_server
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import listens, wait_until
from web.pages.security import HEADERS

PART = 7 * 1024**2
CONTENT = os.urandom(1024**2) * 32

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Watched:
    """A film of 32 MiB and a guest who watches it through nginx."""

    port: int
    web_port: int
    media_id: int
    email: str
    guest: Visitor
    nginx: servers.Server

    def visit(self) -> str:
        return visit_url(self.guest.load().text)

    def head(self, path: str, **headers: str) -> str:
        lines = [f"GET {path} HTTP/1.1", f"Cookie: {self.guest.cookie_header()}"]
        return "\n".join(lines + [f"{name}: {value}" for name, value in headers.items()])

    def ask(self, path: str, method: str = "GET", **headers: str) -> Reply:
        return ask(self.port, path, method, Cookie=self.guest.cookie_header(), **headers)


@pytest.fixture
def watched(maker: Maker, tmp_path: Path, start_server: servers.StartServer) -> Iterator[Watched]:
    now = datetime.now(UTC)
    owner = maker.user(now=now)
    media_id = maker.media(owner, now=now)
    with database.writing() as db:
        file = db.scalars(select(MediaFile).where(MediaFile.media_id == media_id)).one()
        file.size = (settings().media_folder / file.stored_name).write_bytes(CONTENT)
        (settings().media_folder / file.stored_name).chmod(0o644)
    link = maker.link(media_id, now=now)
    with real_server(tmp_path / "web.log", GUESTLINK_ACCEL="on", GUESTLINK_TRUSTED_HOPS="1") as web:
        nginx = start_server(servers.nginx(tmp_path, settings().data, [web.port], user="root"))
        wait_until("nginx listens", lambda: listens(nginx.port))
        guest = Visitor(f"http://127.0.0.1:{nginx.port}/g/{maker.token(link)}")
        guest.enter()
        yield Watched(nginx.port, web.port, media_id, owner.email, guest, nginx)


def test_a_visit_has_six_streams_and_two_of_whole_recordings(watched: Watched) -> None:
    visit, other = watched.visit(), watched.visit()
    with ExitStack() as open_streams:

        def start(of: str, **headers: str) -> int:
            head = watched.head(f"{of}/video", **headers)
            return status_of(open_streams.enter_context(stalled(watched.port, head)))

        assert [start(visit) for _ in range(3)] == [200, 200, 429]
        assert [start(visit, Range=f"bytes={n}-") for n in range(5)] == [206] * 4 + [429]
        refused = watched.ask(f"{visit}/video", Range="bytes=0-1")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
        assert refused.headers["X-Frame-Options"] == "DENY"
        assert start(other) == 200
        assert watched.ask(f"{visit}/alive", "POST").status == 200
        assert watched.ask("/login").status == 200
    wait_until("the places are free again", lambda: watched.ask(f"{visit}/video", Range="bytes=0-1").status == 206)


def test_an_open_range_gets_7_mib(watched: Watched) -> None:
    visit = watched.visit()
    for asked, start in (("bytes=0-", 0), ("bytes=7-99999999", 7), (f"bytes=-{PART + 9}", len(CONTENT) - PART - 9)):
        answer = watched.ask(f"{visit}/video", Range=asked)
        assert (answer.status, answer.content == CONTENT[start : start + PART]) == (206, True)
        assert answer.headers["Content-Range"] == f"bytes {start}-{start + PART - 1}/{len(CONTENT)}"
    assert watched.ask(f"{visit}/video").content == CONTENT


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-"}, {"Range": "lines=0-1"}], ids=["whole", "range", "odd"])
def test_an_answer_ends_within_8_mib_of_a_revocation(watched: Watched, headers: dict[str, str]) -> None:
    visit = watched.visit()
    with stalled(watched.port, watched.head(f"{visit}/video", **headers)) as connection:
        assert status_of(connection) in {200, 206}
        with database.writing() as db:
            deleting.delete_media(db, watched.media_id, now=datetime.now(UTC))
        refused = watched.ask(f"{visit}/video", **headers)
        assert (refused.status, CONTENT[:100] in refused.content) == (403, False)
        assert read_to_the_end(connection) < 8 * 1024**2
    assert not list((Path(watched.nginx.parts[0].folder) / "nginx" / "proxy").rglob("*.*")), "nginx keeps no copy"


def test_an_owner_gets_the_same_bytes(watched: Watched) -> None:
    owner = Visitor(watched.guest.link)
    owner.sign_in(watched.email)
    path = f"/media/{watched.media_id}/video"
    assert ask(watched.port, path, Cookie=owner.cookie_header()).content == CONTENT
    part = ask(watched.port, path, Cookie=owner.cookie_header(), Range="bytes=0-")
    assert (part.status, part.content == CONTENT[:PART]) == (206, True)


def test_a_client_that_takes_nothing_is_cut_off(watched: Watched) -> None:
    """By nginx after 30 s, or by the web for an answer that the web sends. One that takes a little stays at nginx: it
    has no limit for that (docs/security.md)."""
    visit = watched.visit()
    with (
        stalled(watched.port, watched.head(f"{visit}/video")) as whole,
        stalled(watched.port, watched.head(f"{visit}/video", Range="bytes=0-")) as part,
    ):
        assert (status_of(whole), status_of(part)) == (200, 206)
        wait_until("the range has ended", lambda: _is_reset(part), 60)
        wait_until("the whole film has ended", lambda: _is_reset(whole), 60)


def _is_reset(connection: socket.socket) -> bool:
    """Whether the server has broken the connection off. Nothing is read."""
    return bool(connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))


OWN_ANSWERS = {
    "a form that is too large": (b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n", 413),
    "headers that are too large": (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 40_000 + b"\r\n", 431),
    "no host": (b"GET / HTTP/1.1\r\n", 400),
    "two lengths": (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n", 400),
    "a page for the operator": (b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n", 404),
}


def test_what_nginx_answers_itself_has_the_same_headers(watched: Watched) -> None:
    for name, (sent, status) in OWN_ANSWERS.items():
        body = bytes(99_999 if b"POST" in sent else 0)
        [answer] = answers_on(watched.port, sent + b"Connection: close\r\n\r\n" + body)
        assert answer.status == status, name
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        expected = HEADERS | {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
        assert answer.headers.items() >= expected.items(), name
        assert len(answer.headers["X-Request-ID"]) == 32, name


def test_answers_of_the_web_have_each_header_once(watched: Watched) -> None:
    for path in ("/login", "/nothing", f"{watched.visit()}/video"):
        headers = watched.ask(path, Range="bytes=0-1").headers
        found = {name.lower() for name in headers}
        assert [name for name in found - {"vary"} if len(headers.get_all(name, [])) != 1] == []
        assert found >= {name.lower() for name in HEADERS}


def test_the_host_of_the_target_counts(watched: Watched) -> None:
    named = b"Host: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % watched.port
    targets = b"http://evil/login", b"HTTP://evil:80/login", b"http://evil"
    for port, target in product((watched.port, watched.web_port), targets):
        [answer] = answers_on(port, b"GET %s HTTP/1.1\r\n%s" % (target, named))
        assert (answer.status, answer.content) == (400, b"This host is not served here.\n"), target
    for port in (watched.port, watched.web_port):
        other = b"Host: evil" + named[named.index(b"\r\n") :]
        [answer] = answers_on(port, b"GET http://127.0.0.1:%d/login HTTP/1.1\r\n%s" % (port, other))
        assert answer.status == 200
