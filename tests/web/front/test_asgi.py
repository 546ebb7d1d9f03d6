"""Nothing slow holds up pages (contract 8.13), and only complete forms are judged."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from select import select
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from models.config.settings import settings
from models.plumbing import database
from models.tables import MediaFile, User
from tests.vocabulary.server import Server, check_answers, real_server
from tests.vocabulary.site import Guest, Guests, Site
from tests.vocabulary.uploads import MULTIPART, left_over, owner_cookie, upload_head
from tests.vocabulary.waiting import wait_until
from web.front.asgi import PAGE_THREADS, takes_long
from web.owner.items.upload_limit import UPLOADS_AT_ONCE
from web.pages.security import HEADERS

AT_ONCE = 32
CONTENT = os.urandom(1024**2) * 20


@pytest.fixture
def server(site: Site, tmp_path: Path) -> Iterator[Server]:
    with real_server(tmp_path / "log") as server:
        yield server


@pytest.mark.parametrize("slashes", ["/", "//"])
@pytest.mark.parametrize(
    ("path", "is_slow"),
    [
        ("media/5/guests.xlsx", True),
        ("media/5/guest-access/links/7/guests.csv", True),
        ("media/5/guests", False),
        ("admin/audit.csv", True),
        ("admin/audit", False),
    ],
)
def test_long_lists_for_spreadsheets_have_threads_of_their_own(path: str, slashes: str, is_slow: bool) -> None:
    """However the address is written."""
    for method in ("GET", "HEAD"):
        assert takes_long({"method": method, "path": f"{slashes}{path.replace('/', slashes)}"}) is is_slow
    assert not takes_long({"method": "POST", "path": f"/{path}"})


def test_slow_readers_do_not_hold_up_pages(site: Site, guest: Guests, server: Server) -> None:
    dana = guest(site.link(site.media(content=CONTENT)))
    dana.enter()
    # Each reader has a visit, since a visit has few places (contract 6.50).
    visits = [dana.watch() for _ in range(AT_ONCE)]
    slow = [server.send_raw(f"GET {visit}/video HTTP/1.1\nCookie: {dana.cookie_header()}") for visit in visits]
    check_answers(server)
    assert slow[0].recv(12) == b"HTTP/1.1 200", "the readers were being served meanwhile"
    for connection in slow:
        connection.close()


def test_slow_forms_do_not_hold_up_pages(site: Site, server: Server) -> None:
    head = f"POST {site.address(site.link())} HTTP/1.1\nContent-Length: 999\nContent-Type: text/plain"
    slow = [server.send_raw(head, b"x") for _ in range(AT_ONCE)]
    for connection in slow:
        connection.sendall(b"y")
    check_answers(server)
    for connection in slow:
        connection.sendall(b"x" * 997)
        assert connection.recv(12) == b"HTTP/1.1 400"
        connection.close()


def test_guests_who_wait_for_the_database_do_not_hold_up_other_pages(site: Site, guest: Guests, server: Server) -> None:
    link = site.link()
    waiting = [guest(link) for _ in range(2 * PAGE_THREADS)]
    forms = [(urlencode(each.form() | {"name": "Dana", "email": "dana@example.com"}), each) for each in waiting]
    with database.writing() as db:
        # On SQLite nobody else can write meanwhile.
        db.execute(update(User).values(name=User.name))
        sent = [_send_form(server, body, each) for body, each in forms]
        check_answers(server)
        assert not select(sent, [], [], 0)[0], "the guests were waiting meanwhile"
    for connection in sent:
        assert connection.recv(12) == b"HTTP/1.1 303"
        connection.close()


def _send_form(server: Server, body: str, guest: Guest) -> socket.socket:
    head = f"POST {guest.address} HTTP/1.1\nContent-Length: {len(body)}\nCookie: {guest.cookie_header()}\n"
    return server.send_raw(f"{head}Content-Type: application/x-www-form-urlencoded", body.encode())


def _begin_upload(site: Site, server: Server, user: User) -> socket.socket:
    """An upload that sends the start of its file and then nothing more."""
    client = site.signed_in(user)
    body = upload_head(client) + bytes(70_000)
    head = f"POST /media/new HTTP/1.1\nContent-Length: 999999\nCookie: {owner_cookie(client)}\n"
    return server.send_raw(f"{head}Content-Type: {MULTIPART}", body)


def _wait_for_uploads(number: int, what: str) -> None:
    wait_until(what, lambda: len(list(settings().arriving_folder.glob("upload-*"))) == number, 20)


def test_slow_uploads_do_not_hold_up_pages(site: Site, server: Server) -> None:
    people = [site.maker.user() for _ in range(AT_ONCE // UPLOADS_AT_ONCE)]
    slow = [_begin_upload(site, server, user) for user in people for _ in range(UPLOADS_AT_ONCE)]
    check_answers(server)
    _wait_for_uploads(AT_ONCE, "all uploads are under way")
    for connection in slow:
        connection.close()
    wait_until("a broken upload leaves nothing", lambda: not left_over(), 20)


def test_one_person_can_send_only_a_few_uploads_at_once(site: Site, server: Server) -> None:
    slow_sender, other = site.maker.user(), site.maker.user()
    slow = [_begin_upload(site, server, slow_sender) for _ in range(UPLOADS_AT_ONCE)]
    _wait_for_uploads(UPLOADS_AT_ONCE, "they are under way")
    # The next one comes from another browser of the same person.
    with _begin_upload(site, server, slow_sender) as refused:
        assert refused.recv(12) == b"HTTP/1.1 429"
    slow.append(_begin_upload(site, server, other))
    _wait_for_uploads(UPLOADS_AT_ONCE + 1, "other people's uploads go on")
    slow.pop(0).close()
    _wait_for_uploads(UPLOADS_AT_ONCE, "one has ended")
    slow.append(_begin_upload(site, server, slow_sender))
    _wait_for_uploads(UPLOADS_AT_ONCE + 1, "its place is free again")
    for connection in slow:
        connection.close()


@pytest.mark.parametrize("path", ["/login", "/g/unknown", "/media/1/guest-access"])
def test_a_body_that_is_too_large_and_has_no_length_is_413(server: Server, path: str) -> None:
    head = f"POST {path} HTTP/1.1\nTransfer-Encoding: chunked\nContent-Type: application/x-www-form-urlencoded"
    # Just over the limit and without an end. So the answer comes first, and no reset of the connection.
    with server.send_raw(head, b"a000\r\n" + b"x" * 0xA000 + b"\r\n" + b"a000\r\n" + b"x" * 0xA000) as connection:
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_a_range_near_the_end_reads_no_more_than_it_sends(site: Site, guest: Guests, server: Server) -> None:
    media_id = site.media()
    size = 5 * 1024**3
    with database.writing() as db:
        video = db.query(MediaFile).filter_by(media_id=media_id, role="video").one()
        video.size = size
        os.truncate(settings().media_folder / video.stored_name, size)
    dana = guest(site.link(media_id))
    dana.enter()
    address, cookies = f"{dana.watch()}/video", dana.cookie_header()
    server.ask(address, Cookie=cookies, Range="bytes=0-0")
    before = server.bytes_read()
    answer = server.ask(address, Cookie=cookies, Range=f"bytes={size - 1000}-")
    assert (answer.status, len(answer.content)) == (206, 1000)
    assert server.bytes_read() - before < 1024**2


def test_the_whole_file_arrives_intact(site: Site, guest: Guests, server: Server) -> None:
    dana = guest(site.link(site.media(content=CONTENT)))
    dana.enter()
    answer = server.ask(f"{dana.watch()}/video", Cookie=dana.cookie_header())
    assert (answer.status, answer.content == CONTENT) == (200, True)
    head = server.ask(f"{dana.watch()}/video", "HEAD", Cookie=dana.cookie_header())
    assert (head.headers["Content-Length"], head.content) == (str(len(CONTENT)), b"")


@pytest.mark.parametrize("coding", ["chunked", "with a length"])
def test_an_incomplete_form_is_not_judged(site: Site, guest: Guests, server: Server, coding: str) -> None:
    link = site.link()
    dana = guest(link)
    body = f"csrf_token={dana.form()['csrf_token']}&name=Dana&email=dana@example.com".encode()
    kind = "Transfer-Encoding: chunked" if coding == "chunked" else f"Content-Length: {len(body) + 4}"
    head = f"POST {dana.address} HTTP/1.1\n{kind}\nContent-Type: application/x-www-form-urlencoded\n"
    head += f"Cookie: {dana.cookie_header()}"
    server.send_raw(head, b"%x\r\n%s\r\n" % (len(body), body) if coding == "chunked" else body).close()
    time.sleep(1)
    check_answers(server, times=5)
    assert site.clicks(link) == 0


def test_a_form_sent_in_chunks_is_accepted(site: Site, guest: Guests, server: Server) -> None:
    link = site.link()
    dana = guest(link)
    body = f"csrf_token={dana.form()['csrf_token']}&name=Dana&email=dana@example.com".encode()
    headers = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": dana.cookie_header()}
    answer = server.ask(dana.address, "POST", iter([body[:50], body[50:]]), **headers)
    assert (answer.status, site.clicks(link)) == (303, 1)


def test_a_refusal_without_a_page_has_the_headers_of_every_answer(server: Server) -> None:
    answer = server.ask("/login", "POST", b"x" * 99_999, Content_Type="text/plain")
    assert answer.status == 413
    assert dict(answer.headers).items() >= {name.lower(): value for name, value in HEADERS.items()}.items()
    assert len(answer.headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("path", ["/media/new", "/media/1/captions", "/media/1/poster"])
def test_an_upload_without_a_length_is_told_so(site: Site, server: Server, path: str) -> None:
    """A proxy may pass an upload on in chunks. Space is reserved by the length, so it cannot be left out."""
    client = site.signed_in(site.maker.user())
    head = {"Cookie": owner_cookie(client), "Content-Type": MULTIPART}
    answer = server.ask(path, "POST", iter([upload_head(client), bytes(100_000), b"\r\n--b--\r\n"]), **head)
    assert answer.status == 411
    assert "length" in answer.content.decode()
