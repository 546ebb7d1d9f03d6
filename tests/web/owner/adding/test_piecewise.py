"""Uploads in pieces: for whom an upload is there, until when, and cancelling it (contract 8.41, 8.43, 8.45, 8.49)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask.testing import FlaskClient

from models.config.settings import settings
from models.plumbing import clock, database
from models.tables import User
from tests.vocabulary.piecewise import Sender, kept, metadata, sender_in
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import left_over
from tests.web.matrix import Cast


def test_options_tells_what_is_understood_to_everybody(site: Site) -> None:
    for path in ("/uploads/", f"/uploads/{'0' * 32}"):
        answer = site.browser().options(path)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (204, "1.0.0")
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        extensions = answer.headers["Tus-Extension"].split(",")
        assert set(extensions) == {"creation", "creation-with-upload", "termination", "expiration"}
        assert answer.headers["Tus-Max-Size"] == str(settings().upload_bytes)


def test_head_tells_how_much_has_come_and_is_never_cached(sender: Sender) -> None:
    given = metadata(filename="a.mp4", title="A film", filetype="video/mp4")
    upload = sender.create(1000, Upload_Metadata=given).headers["Location"]
    sender.patch(upload, bytes(10))
    told = sender.state(upload)
    assert (told.status, told.offset, told.headers["Upload-Length"]) == (200, 10, "1000")
    assert (told.headers["Cache-Control"], told.headers["Upload-Metadata"]) == ("no-store", given)


def test_a_cancelled_upload_leaves_nothing_and_is_not_there_any_more(sender: Sender) -> None:
    upload = sender.begin(100)
    sender.patch(upload, bytes(10))
    assert sender.cancel(upload, X_CSRFToken=None).status == 403
    assert sender.cancel(upload).status == 204
    assert left_over() == []
    answers = [sender.state(upload), sender.patch(upload, b"more", 10), sender.cancel(upload)]
    assert [told.status for told in answers] == [404, 404, 404]


def test_cancelling_what_has_become_an_item_leaves_the_item(
    owner_client: FlaskClient, sender: Sender, clip: bytes
) -> None:
    upload = sender.begin(len(clip))
    item = sender.patch(upload, clip).item
    assert sender.cancel(upload).status == 204
    assert (sender.state(upload).status, kept()) == (404, [])
    assert owner_client.get(f"{item}/video").data == clip


def test_the_upload_of_another_person_is_not_there(site: Site, sender: Sender) -> None:
    upload = sender.begin(100)
    sender.patch(upload, bytes(10))
    for role in ("contributor", "admin"):
        other = sender_in(site.signed_in(site.maker.user(role=role)))
        answers = [other.state(upload), other.patch(upload, b"more", 10), other.cancel(upload)]
        assert [told.status for told in answers] == [404, 404, 404]
    assert sender.state(upload).offset == 10


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        *((role, [403] * 4) for role in ("anonymous", "guest", "other guest", "viewer")),
        *((role, [201, 404, 404, 404]) for role in ("contributor", "collaborator", "admin")),
        ("owner", [201, 200, 204, 204]),
    ],
)
def test_each_role_gets_its_answers(cast: Cast, role: str, statuses: list[int]) -> None:
    browsers, _values = cast
    upload = sender_in(browsers["owner"]).begin(100)
    sender = sender_in(browsers[role])
    answers = [sender.create(100), sender.state(upload), sender.patch(upload, bytes(5)), sender.cancel(upload)]
    assert [told.status for told in answers] == statuses
    assert all(told.text for told in answers if told.status >= 400 and told is not answers[1])


@pytest.mark.parametrize("change", ["disabled", "viewer"])
def test_a_person_who_may_not_upload_any_more_cannot_go_on(site: Site, clip: bytes, change: str) -> None:
    person = site.maker.user()
    sender = sender_in(site.signed_in(person))
    upload = sender.begin(len(clip))
    sender.patch(upload, clip[:10])
    with database.writing() as db:
        user = db.get_one(User, person.id)
        user.disabled_at, user.role = (datetime.now(UTC), user.role) if change == "disabled" else (None, change)
    answers = [sender.patch(upload, clip[10:], 10), sender.state(upload), sender.cancel(upload), sender.create(5)]
    assert [told.status for told in answers] == [403] * 4
    assert site.state()["media_item"] == 0


@pytest.mark.parametrize("upload_id", ["x", "0" * 32, "..%2f..%2fnote", "%00", "0" * 31 + "%0a", "é" * 32, "*" * 32])
def test_an_upload_that_never_was_is_not_there(sender: Sender, upload_id: str) -> None:
    sender.begin(100)
    answers = [sender.ask(method, f"/uploads/{upload_id}") for method in ("HEAD", "DELETE")]
    assert [told.status for told in answers] == [404, 404]


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_an_upload_is_over_from_its_end_on(
    sender: Sender, late: int, monkeypatch: pytest.MonkeyPatch, frozen: "Frozen"
) -> None:
    upload = sender.begin(100)
    end = parsedate_to_datetime(sender.state(upload).headers["Upload-Expires"])
    frozen.at(end + timedelta(seconds=late))
    told = sender.patch(upload, bytes(10))
    assert told.status == (204 if late < 0 else 404)
    if late < 0:
        moved = parsedate_to_datetime(told.headers["Upload-Expires"])
        assert moved == end + timedelta(hours=24, seconds=late)


class Frozen:
    def __init__(self, patches: pytest.MonkeyPatch) -> None:
        self.patches = patches

    def at(self, instant: datetime) -> None:
        self.patches.setattr(clock, "utcnow", lambda *_: instant)


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Frozen:
    frozen = Frozen(monkeypatch)
    frozen.at(datetime.now(UTC).replace(microsecond=0))
    return frozen
