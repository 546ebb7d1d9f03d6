"""Bodies of uploads in pieces are written from the event loop, and kept as far as they came (contract 8.41, 8.43, 8.46,
8.47)."""

import pytest
from flask.testing import FlaskClient

from models.people import user_sessions
from models.plumbing import database
from models.tables import User
from tests.vocabulary.piecewise import PIECE, UPLOADS, Sender, begin_body, kept, metadata, sender_at
from tests.vocabulary.raw import status_of
from tests.vocabulary.replies import ask
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import left_over, owner_cookie
from tests.vocabulary.waiting import wait_until
from tests.web.front.conftest import Running, proof_of, wait_for_offset
from web.front import arriving_bodies


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


@pytest.mark.parametrize(("asked_after", "sent"), [(0.0, 20), (3600.0, None)], ids=["while it comes", "at its end"])
def test_a_person_who_is_signed_out_meanwhile_gets_no_item_and_keeps_the_bytes(
    site: Site,
    running: Running,
    sender: Sender,
    person: User,
    client: FlaskClient,
    clip: bytes,
    monkeypatch: pytest.MonkeyPatch,
    asked_after: float,
    sent: int | None,
) -> None:
    monkeypatch.setattr(arriving_bodies, "ASK_AFTER_SECONDS", asked_after)
    monkeypatch.setattr(arriving_bodies, "SILENT_SECONDS", 3600.0)
    upload = sender.begin(len(clip))
    with begin_body(running.port, *proof_of(client), upload, clip[:10], length=len(clip)) as connection:
        wait_for_offset(sender, upload, 10)
        with database.writing() as db:
            user_sessions.end_sessions_of(db, person.id)
        # While it comes, the refusal does not wait for the rest.
        connection.sendall(clip[10:sent])
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
