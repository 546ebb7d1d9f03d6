"""Nothing slow holds a page's thread, bytes are read as they are asked for, and half a form is no form."""

import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.config.settings import settings
from models.plumbing import database
from models.tables import MediaFile, User
from tests.vocabulary.pages import inputs
from tests.vocabulary.server import Server, real_server, worst_latency
from tests.vocabulary.site import Guest, Site
from web.owner.items.upload_limit import UPLOADS_AT_ONCE
from web.pages.security import HEADERS

Guests = Callable[..., Guest]
AT_ONCE = 32
CONTENT = os.urandom(1024**2) * 20


@pytest.fixture
def server(site: Site, tmp_path: Path) -> Iterator[Server]:
    with real_server(tmp_path / "log") as server:
        yield server


def _cookies(dana: Guest) -> str:
    return "; ".join(f"guestlink_{name}={dana.cookie(f'guestlink_{name}')}" for name in ("entry", "guest"))


def _report(server: Server, what: str, idle: float) -> None:
    worst_latency(server, "/login")


def test_slow_readers_hold_up_no_page(site: Site, guest: Guests, server: Server) -> None:
    dana = guest(site.link(site.media(content=CONTENT)))
    dana.enter()
    head = f"GET {dana.watch()}/video HTTP/1.1\nCookie: {_cookies(dana)}"
    idle = worst_latency(server, "/login")
    slow = [server.send_raw(head) for _ in range(AT_ONCE)]
    _report(server, f"{AT_ONCE} readers who read nothing", idle)
    assert slow[0].recv(12) == b"HTTP/1.1 200", "they were being served all the while"
    for connection in slow:
        connection.close()


def test_dripping_forms_hold_up_no_page(site: Site, server: Server) -> None:
    head = f"POST {site.address(site.link())} HTTP/1.1\nContent-Length: 999\nContent-Type: text/plain"
    idle = worst_latency(server, "/login")
    slow = [server.send_raw(head, b"x") for _ in range(AT_ONCE)]
    for connection in slow:
        connection.sendall(b"y")
    _report(server, f"{AT_ONCE} dripping forms", idle)
    for connection in slow:
        connection.sendall(b"x" * 997)
        assert connection.recv(12) == b"HTTP/1.1 400"
        connection.close()


def _begin_upload(site: Site, server: Server, user: User) -> socket.socket:
    """An upload that has begun to deliver its file, and says no more."""
    client = site.signed_in(user)
    token = inputs(client.get("/media/new").text)["csrf_token"]
    cookie = client.get_cookie("guestlink_owner")
    assert cookie is not None
    head = f"POST /media/new HTTP/1.1\nContent-Length: 999999\nCookie: guestlink_owner={cookie.value}\n"
    head += "Content-Type: multipart/form-data; boundary=b"
    begin = '--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token
    begin += '\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="x.mp4"\r\n\r\n'
    return server.send_raw(head, begin.encode() + bytes(70_000))


def _uploads() -> list[Path]:
    return list(settings().media_folder.glob("upload-*"))


def test_slow_uploads_hold_up_no_page(site: Site, server: Server) -> None:
    idle = worst_latency(server, "/login")
    people = [site.maker.user() for _ in range(AT_ONCE // UPLOADS_AT_ONCE)]
    slow = [_begin_upload(site, server, user) for user in people for _ in range(UPLOADS_AT_ONCE)]
    _report(server, f"{AT_ONCE} slow uploads", idle)
    _wait_until(lambda: len(_uploads()) == AT_ONCE, "they were under way all the while")
    for connection in slow:
        connection.close()
    _wait_until(lambda: not list(settings().media_folder.iterdir()), "a broken-off upload leaves nothing")


def test_one_person_holds_no_more_than_their_share_of_uploads(site: Site, server: Server) -> None:
    dripping, other = site.maker.user(), site.maker.user()
    slow = [_begin_upload(site, server, dripping) for _ in range(UPLOADS_AT_ONCE)]
    _wait_until(lambda: len(_uploads()) == UPLOADS_AT_ONCE, "they are under way")
    # In another browser of theirs.
    with _begin_upload(site, server, dripping) as refused:
        assert refused.recv(12) == b"HTTP/1.1 429"
    slow.append(_begin_upload(site, server, other))
    _wait_until(lambda: len(_uploads()) == UPLOADS_AT_ONCE + 1, "everybody else's go on")
    slow.pop(0).close()
    _wait_until(lambda: len(_uploads()) == UPLOADS_AT_ONCE, "one has ended")
    slow.append(_begin_upload(site, server, dripping))
    _wait_until(lambda: len(_uploads()) == UPLOADS_AT_ONCE + 1, "its place is free again")
    for connection in slow:
        connection.close()


def _wait_until(holds: Callable[[], bool], what: str, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.05)


@pytest.mark.parametrize("path", ["/login", "/g/unknown", "/media/1/guest-access"])
def test_an_oversize_body_without_a_length_is_413(server: Server, path: str) -> None:
    head = f"POST {path} HTTP/1.1\nTransfer-Encoding: chunked\nContent-Type: application/x-www-form-urlencoded"
    # Not a byte more than tips the scales: the answer comes before the end, and no reset overtakes it.
    with server.send_raw(head, b"a000\r\n" + b"x" * 0xA000 + b"\r\n" + b"a000\r\n" + b"x" * 0xA000) as connection:
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_an_upload_without_a_length_is_bounded_too(site: Site, tmp_path: Path) -> None:
    client = site.signed_in(site.maker.user())
    client.get("/media/new")
    cookie = client.get_cookie("guestlink_owner")
    assert cookie is not None
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.mp4"\r\n\r\n'
    chunks = iter([head, *[bytes(100_000)] * 30])
    with real_server(tmp_path / "log", GUESTLINK_UPLOAD_BYTES="2048") as server:
        headers = {"Content_Type": "multipart/form-data; boundary=b", "Cookie": f"guestlink_owner={cookie.value}"}
        # It may be refused before it was read.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            assert server.ask("/media/new", "POST", chunks, **headers).status in {411, 413, 422}
        assert list(settings().media_folder.iterdir()) == []


def test_a_range_near_the_end_reads_no_more_than_it_sends(site: Site, guest: Guests, server: Server) -> None:
    media_id = site.media()
    size = 5 * 1024**3
    with database.writing() as db:
        video = db.query(MediaFile).filter_by(media_id=media_id, role="video").one()
        video.size = size
        os.truncate(settings().media_folder / video.stored_name, size)
    dana = guest(site.link(media_id))
    dana.enter()
    address, cookies = f"{dana.watch()}/video", _cookies(dana)
    server.ask(address, Cookie=cookies, Range="bytes=0-0")
    before = server.bytes_read()
    answer = server.ask(address, Cookie=cookies, Range=f"bytes={size - 1000}-")
    assert (answer.status, len(answer.content)) == (206, 1000)
    assert server.bytes_read() - before < 1024**2


def test_the_whole_file_arrives_intact(site: Site, guest: Guests, server: Server) -> None:
    dana = guest(site.link(site.media(content=CONTENT)))
    dana.enter()
    answer = server.ask(f"{dana.watch()}/video", Cookie=_cookies(dana))
    assert (answer.status, answer.content == CONTENT) == (200, True)
    head = server.ask(f"{dana.watch()}/video", "HEAD", Cookie=_cookies(dana))
    assert (head.headers["Content-Length"], head.content) == (str(len(CONTENT)), b"")


@pytest.mark.parametrize("coding", ["chunked", "with a length"])
def test_half_a_form_is_no_form(site: Site, guest: Guests, server: Server, coding: str) -> None:
    link = site.link()
    dana = guest(link)
    body = f"csrf_token={dana.form()['csrf_token']}&name=Dana&email=dana@example.com".encode()
    kind = "Transfer-Encoding: chunked" if coding == "chunked" else f"Content-Length: {len(body) + 4}"
    head = f"POST {dana.address} HTTP/1.1\n{kind}\nContent-Type: application/x-www-form-urlencoded\n"
    head += f"Cookie: guestlink_entry={dana.cookie('guestlink_entry')}"
    server.send_raw(head, b"%x\r\n%s\r\n" % (len(body), body) if coding == "chunked" else body).close()
    time.sleep(1)
    worst_latency(server, "/login", times=5)
    assert site.clicks(link) == 0


def test_a_whole_form_in_chunks_is_a_form(site: Site, guest: Guests, server: Server) -> None:
    link = site.link()
    dana = guest(link)
    body = f"csrf_token={dana.form()['csrf_token']}&name=Dana&email=dana@example.com".encode()
    headers = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": _cookies(dana)}
    answer = server.ask(dana.address, "POST", iter([body[:50], body[50:]]), **headers)
    assert (answer.status, site.clicks(link)) == (303, 1)


def test_a_refusal_without_a_page_carries_what_every_answer_carries(server: Server) -> None:
    answer = server.ask("/login", "POST", b"x" * 99_999, Content_Type="text/plain")
    assert answer.status == 413
    assert dict(answer.headers).items() >= {name.lower(): value for name, value in HEADERS.items()}.items()
    assert len(answer.headers["X-Request-ID"]) == 32
