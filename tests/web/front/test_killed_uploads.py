"""Uploads in pieces outlive a server that is killed while bytes come, or behind the commit (contract 8.47, 8.48)."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from models.files import unfinished, upload_notes
from tests.vocabulary.piecewise import Sender, begin_body, kept, sender_at
from tests.vocabulary.server import Server, real_server
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import owner_cookie
from tests.vocabulary.waiting import wait_until

pytestmark = pytest.mark.long


@pytest.fixture
def client(site: Site) -> FlaskClient:
    return site.signed_in(site.maker.user())


@pytest.fixture
def servers(tmp_path: Path, client: FlaskClient) -> Iterator[tuple[Server, Server]]:
    with real_server(tmp_path / "one") as one, real_server(tmp_path / "two") as two:
        yield one, two


def test_a_killed_server_keeps_what_came(client: FlaskClient, servers: tuple[Server, Server], clip: bytes) -> None:
    first, second = servers
    sender = sender_at(second.port, client)
    upload = sender.begin(len(clip))
    half, proof = len(clip) // 2, (owner_cookie(client), sender.token)
    with begin_body(first.port, *proof, upload, clip[:half], length=len(clip)):
        wait_until("half has come", lambda: sender.state(upload).offset == half)
        assert sender.patch(upload, clip[half:], half).status == 423
        os.kill(first.pid, signal.SIGKILL)
        wait_until("it is free", lambda: sender.patch(upload, b"", half).status == 204)
    told = sender.patch(upload, clip[half:], half)
    assert client.get(f"{told.item}/video").data == clip


def test_the_last_piece_ten_times_at_two_processes_makes_one_item(
    site: Site, client: FlaskClient, servers: tuple[Server, Server], clip: bytes
) -> None:
    senders = [sender_at(server.port, client) for server in servers] * 5
    upload = senders[0].begin(len(clip))
    senders[0].patch(upload, clip[:1000])

    def finish(sender: Sender) -> tuple[int, str | None]:
        told = sender.patch(upload, clip[1000:], 1000)
        return told.status, told.item

    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(finish, senders))
    assert (204, "/media/1") in answers
    assert set(answers) <= {(204, "/media/1"), (423, None)}
    assert site.state()["media_item"] == 1
    assert finish(senders[1]) == (204, "/media/1")


def test_a_server_that_was_killed_after_the_item_was_committed_makes_no_second_one(
    site: Site, client: FlaskClient, servers: tuple[Server, Server], clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = sender_at(servers[0].port, client)
    upload = sender.begin(len(clip))
    [note] = upload_notes.all_notes()
    told = sender.patch(upload, clip)
    # As it is after a kill between the two: the item is there, and its upload does not know.
    [added] = upload_notes.all_notes()
    begun = upload_notes.read(added)
    assert begun is not None
    added.unlink()
    before = upload_notes.Upload(begun.id, begun.owner_id, begun.length, begun.title, begun.metadata)
    upload_notes.write(before)
    assert before.note == note
    before.path.write_bytes(clip)
    assert unfinished.arrived(before) == len(clip) - 1
    again = sender_at(servers[1].port, client).patch(upload, clip[-1:], len(clip) - 1)
    assert (again.status, again.item) == (204, told.item)
    assert site.state()["media_item"] == 1
    assert [name.split("-")[0] for name in kept()] == ["added"]
    assert client.get(f"{told.item}/video").data == clip
