"""What bodies of uploads in pieces may take: no page's thread, little memory, and room only while bytes come (contract
6.34, 6.61, 6.62, 8.41)."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from models.config.settings import settings
from tests.vocabulary.piecewise import Sender, Told, begin_body, sender_at
from tests.vocabulary.raw import read_to_the_end, status_of
from tests.vocabulary.replies import ask
from tests.vocabulary.site import Site
from tests.vocabulary.waiting import wait_until
from tests.web.front.conftest import Running, proof_of, wait_for_offset
from web.front import arriving_bodies
from web.front.asgi import SLOW_AT_ONCE


def test_a_body_that_delivers_nothing_makes_room_for_the_next(
    running: Running, sender: Sender, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone that has changed its network left a connection behind that nobody closes."""
    monkeypatch.setattr(arriving_bodies, "SILENT_SECONDS", 0.5)
    upload = sender.begin(100)
    with begin_body(running.port, *proof_of(client), upload, bytes(10), length=20) as silent:
        assert status_of(silent) == 408
    assert sender.patch(upload, bytes(5), 10).offset == 15


def test_slow_bodies_hold_no_thread_of_a_page(site: Site, running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine the last one begins only after the first would be given up.
    monkeypatch.setattr(arriving_bodies, "SILENT_SECONDS", 600)
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
