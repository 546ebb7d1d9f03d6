"""Bodies of uploads in pieces are written from the event loop, and kept as far as they came (contract 8.41, 8.46)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from models.config.settings import settings
from models.people import user_sessions
from models.plumbing import database
from models.tables import User
from tests.vocabulary.front_server import front_server, port_of
from tests.vocabulary.piecewise import PIECE, UPLOADS, Sender, Told, begin_body, kept, metadata, sender_at, token_of
from tests.vocabulary.raw import read_to_the_end, status_of
from tests.vocabulary.replies import ask
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import left_over, owner_cookie
from tests.vocabulary.waiting import wait_until
from web.front import arriving_bodies
from web.front.asgi import SLOW_AT_ONCE, Front


@dataclass
class Running:
    front: Front
    port: int


@pytest.fixture
def running(site: Site) -> Iterator[Running]:
    front = Front()
    with front_server(front) as server:
        yield Running(front, port_of(server))


@pytest.fixture
def person(site: Site) -> User:
    return site.maker.user()


@pytest.fixture
def client(site: Site, person: User) -> FlaskClient:
    return site.signed_in(person)


@pytest.fixture
def sender(running: Running, client: FlaskClient) -> Sender:
    return sender_at(running.port, client)


def proof_of(client: FlaskClient) -> tuple[str, str]:
    return owner_cookie(client), token_of(client)


def wait_for_offset(sender: Sender, upload: str, offset: int) -> None:
    wait_until(f"{offset} bytes have come", lambda: sender.state(upload).offset == offset)


def test_a_film_in_pieces_becomes_an_item(sender: Sender, client: FlaskClient, clip: bytes) -> None:
    upload = sender.begin(len(clip))
    assert sender.patch(upload, clip[:1000]).offset == 1000
    told = sender.patch(upload, clip[1000:], 1000)
    assert (told.status, told.offset) == (204, len(clip))
    assert client.get(f"{told.item}/video").data == clip


def test_a_body_that_breaks_off_keeps_what_came(
    running: Running, sender: Sender, client: FlaskClient, clip: bytes
) -> None:
    upload = sender.begin(len(clip))
    with begin_body(running.port, *proof_of(client), upload, clip[:5000], length=len(clip)):
        wait_for_offset(sender, upload, 5000)
    wait_until("the connection is noticed to be gone", lambda: running.front.arriving.under_way == 0)
    told = sender.patch(upload, clip[5000:], 5000)
    assert client.get(f"{told.item}/video").data == clip


def test_one_request_writes_to_an_upload_at_a_time(running: Running, sender: Sender, client: FlaskClient) -> None:
    upload = sender.begin(100)
    with begin_body(running.port, *proof_of(client), upload, bytes(10), length=20) as first:
        wait_for_offset(sender, upload, 10)
        told = sender.patch(upload, bytes(5), 10)
        assert (told.status, told.headers["Retry-After"], bool(told.text)) == (423, "5", True)
        first.sendall(bytes(10))
        assert status_of(first) == 204
    assert sender.patch(upload, bytes(5), 20).offset == 25


def test_a_body_that_delivers_nothing_makes_room_for_the_next(
    running: Running, sender: Sender, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone that has changed its network left a connection behind that nobody closes."""
    monkeypatch.setattr(arriving_bodies, "SILENT_SECONDS", 0.5)
    upload = sender.begin(100)
    with begin_body(running.port, *proof_of(client), upload, bytes(10), length=20) as silent:
        assert status_of(silent) == 408
    assert sender.patch(upload, bytes(5), 10).offset == 15


def test_cancelling_ends_a_body_that_is_coming(
    running: Running, sender: Sender, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving_bodies, "ASK_AFTER_SECONDS", 0.0)
    upload = sender.begin(100)
    with begin_body(running.port, *proof_of(client), upload, bytes(10), length=100) as connection:
        wait_for_offset(sender, upload, 10)
        assert sender.cancel(upload).status == 204
        assert (left_over(), sender.state(upload).status) == ([], 404)
        connection.sendall(bytes(10))
        assert status_of(connection) == 404
    assert left_over() == []


@pytest.mark.parametrize("asked_after", [0.0, 3600.0], ids=["while it comes", "at its end"])
def test_a_person_who_is_signed_out_meanwhile_gets_no_item_and_keeps_the_bytes(
    site: Site,
    running: Running,
    sender: Sender,
    person: User,
    client: FlaskClient,
    clip: bytes,
    monkeypatch: pytest.MonkeyPatch,
    asked_after: float,
) -> None:
    monkeypatch.setattr(arriving_bodies, "ASK_AFTER_SECONDS", asked_after)
    upload = sender.begin(len(clip))
    with begin_body(running.port, *proof_of(client), upload, clip[:10], length=len(clip)) as connection:
        wait_for_offset(sender, upload, 10)
        with database.writing() as db:
            user_sessions.end_sessions_of(db, person.id)
        connection.sendall(clip[10:])
        assert status_of(connection) == 403
    assert (site.state()["media_item"], sender.state(upload).status) == (0, 403)
    again = sender_at(running.port, site.signed_in(person))
    came = again.state(upload).offset
    assert 10 <= came < len(clip)
    assert again.patch(upload, clip[came:], came).item


def test_a_body_may_come_in_chunks_and_no_more_than_was_announced(
    running: Running, sender: Sender, client: FlaskClient
) -> None:
    upload = sender.begin(100)
    named = {
        "Tus_Resumable": "1.0.0",
        "X_CSRFToken": sender.token,
        "Content_Type": PIECE,
        "Cookie": owner_cookie(client),
    }
    chunks = [bytes(30), bytes(30)]
    assert ask(running.port, upload, "PATCH", iter(chunks), Upload_Offset="0", **named).status == 204
    assert ask(running.port, upload, "PATCH", iter(chunks), Upload_Offset="60", **named).status == 413
    assert sender.state(upload).offset == 99


def test_a_client_without_patch_and_delete_names_them_in_a_header(sender: Sender) -> None:
    upload = sender.begin(100)
    named = {"Content_Type": PIECE, "Upload_Offset": "0", "X_HTTP_Method_Override": "PATCH"}
    assert sender.ask("POST", upload, bytes(10), **named).offset == 10
    assert sender.ask("GET", upload, X_HTTP_Method_Override="DELETE").status == 405
    assert sender.ask("POST", upload, X_HTTP_Method_Override="delete").status == 204


def test_an_upload_may_begin_with_bytes(sender: Sender, clip: bytes) -> None:
    named = {"Content_Type": PIECE, "Upload_Length": str(len(clip)), "Upload_Metadata": metadata(title="A film")}
    told = sender.ask("POST", UPLOADS, clip, **named)
    assert (told.status, told.offset, told.item) == (201, len(clip), "/media/1")
    told = sender.ask("POST", UPLOADS, b"x" * 50, **named | {"Upload_Length": "50"})
    assert (told.status, [name for name in kept() if name.startswith("note")]) == (422, [])


def test_slow_bodies_hold_no_thread_of_a_page(site: Site, running: Running) -> None:
    connections = []
    for _person in range(SLOW_AT_ONCE // 10 + 1):
        client = site.signed_in(site.maker.user())
        sender = sender_at(running.port, client)
        uploads = [sender.begin(100) for _ in range(10)]
        connections += [begin_body(running.port, *proof_of(client), upload, bytes(1), length=100) for upload in uploads]
    wait_until("all are being received", lambda: running.front.arriving.under_way == len(connections))
    assert running.front.slow_under_way == 0
    assert ask(running.port, "/login").status == 200
    for connection in connections:
        connection.close()
    wait_until("none is being received", lambda: running.front.arriving.under_way == 0)


def test_too_many_bodies_at_once_are_told_to_wait(
    running: Running, sender: Sender, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving_bodies, "BODIES_AT_ONCE", 1)
    one, two = sender.begin(100), sender.begin(100)
    with begin_body(running.port, *proof_of(client), one, bytes(1), length=100):
        wait_for_offset(sender, one, 1)
        told = sender.patch(two, bytes(5))
        assert (told.status, told.headers["Retry-After"]) == (503, "5")
    wait_until("there is room again", lambda: running.front.arriving.under_way == 0)
    assert sender.patch(two, bytes(5)).offset == 5


def test_little_of_a_body_is_in_memory(running: Running, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    write = arriving_bodies.ReceivedBody._write

    async def noted(body: arriving_bodies.ReceivedBody) -> None:
        sizes.append(len(body.gathered))
        await write(body)

    monkeypatch.setattr(arriving_bodies.ReceivedBody, "_write", noted)
    size = 64 * 1024**2
    upload = sender.begin(size + 1)
    assert sender.patch(upload, bytes(size)).offset == size
    assert max(sizes) < arriving_bodies.PIECE_BYTES + 1024**2
    assert sum(sizes) == size


def test_a_refused_body_is_read_to_its_end_and_the_refusal_heard(
    running: Running, sender: Sender, client: FlaskClient
) -> None:
    upload = sender.begin(10_000_000)
    told: Told = sender.patch(upload, bytes(5_000_000), 7)
    assert (told.status, bool(told.text)) == (409, True)
    with begin_body(running.port, *proof_of(client), "/uploads/x", bytes(100), length=200) as connection:
        assert status_of(connection) == 404
        connection.sendall(bytes(100) + b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert read_to_the_end(connection) > 0


def test_no_file_stays_open(running: Running, sender: Sender, clip: bytes) -> None:
    upload = sender.begin(len(clip))
    for body, offset in ((clip[:10], 0), (clip[10:20], 9), (clip[10:], 10), (clip[-1:], len(clip) - 1)):
        sender.patch(upload, body, offset)
    folder = settings().arriving_folder
    opened = [
        entry for entry in Path("/proc/self/fd").iterdir() if entry.exists() and folder in entry.resolve().parents
    ]
    assert opened == []
