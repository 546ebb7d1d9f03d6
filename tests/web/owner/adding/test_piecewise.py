"""Uploads in pieces: what each request of tus 1.0.0 is answered, and what is kept (contract 8.41 to 8.49)."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from threading import BoundedSemaphore

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from models.config.settings import settings
from models.files import arriving
from models.plumbing import clock, database
from models.recordings import child, refusals
from models.tables import User
from tests.conftest import forget
from tests.vocabulary.pages import heading
from tests.vocabulary.patches import fill_disk
from tests.vocabulary.piecewise import PIECE, UPLOADS, Sender, kept, metadata, sender_in
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import left_over, owner_cookie
from tests.web.matrix import Cast
from web.owner.adding.piecewise_headers import title_of


@pytest.fixture
def sender(owner_client: FlaskClient) -> Sender:
    return sender_in(owner_client)


def test_options_tells_what_is_understood_to_everybody(site: Site) -> None:
    for path in ("/uploads/", f"/uploads/{'0' * 32}"):
        answer = site.browser().options(path)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (204, "1.0.0")
        assert answer.headers["Tus-Resumable"] == "1.0.0"
        extensions = answer.headers["Tus-Extension"].split(",")
        assert set(extensions) == {"creation", "creation-with-upload", "termination", "expiration"}
        assert answer.headers["Tus-Max-Size"] == str(settings().upload_bytes)


def test_a_film_in_three_pieces_becomes_an_item_by_itself(
    site: Site, owner_client: FlaskClient, sender: Sender, clip: bytes
) -> None:
    upload = sender.begin(len(clip), "My film")
    cuts = [0, 1000, len(clip) - 1, len(clip)]
    for start, end in pairwise(cuts):
        assert sender.state(upload).offset == start
        told = sender.patch(upload, clip[start:end], start)
        assert (told.status, told.offset, told.text) == (204, end, "")
        assert (told.item is not None) == (end == len(clip))
    assert told.item is not None
    assert heading(owner_client.get(told.item).text) == "My film"
    assert owner_client.get(f"{told.item}/video").data == clip
    assert site.state()["media_item"] == 1
    assert [name.split("-")[0] for name in kept()] == ["added"]


def test_a_new_upload_is_answered_with_its_address_and_its_end(sender: Sender) -> None:
    told = sender.create(1000)
    assert (told.status, told.offset, told.headers["Tus-Resumable"]) == (201, 0, "1.0.0")
    assert told.headers["Location"].startswith("/uploads/")
    end = parsedate_to_datetime(told.headers["Upload-Expires"])
    assert abs(end - datetime.now(UTC) - timedelta(hours=24)) < timedelta(minutes=1)


def test_head_tells_how_much_has_come_and_is_never_cached(sender: Sender) -> None:
    given = metadata(filename="a.mp4", title="A film", filetype="video/mp4")
    upload = sender.create(1000, Upload_Metadata=given).headers["Location"]
    sender.patch(upload, bytes(10))
    told = sender.state(upload)
    assert (told.status, told.offset, told.headers["Upload-Length"]) == (200, 10, "1000")
    assert (told.headers["Cache-Control"], told.headers["Upload-Metadata"]) == ("no-store", given)


def test_what_goes_on_late_when_no_space_is_left_is_refused_in_words_and_kept(
    monkeypatch: pytest.MonkeyPatch, sender: Sender
) -> None:
    upload = sender.begin(1000)
    sender.patch(upload, bytes(10))
    monkeypatch.setattr(arriving, "RESERVED_FOR", 0.0)
    fill_disk(monkeypatch, free=arriving.SPARE_BYTES + 989)
    told = sender.patch(upload, bytes(10), 10)
    assert (told.status, "not enough free space" in told.text) == (503, True)
    fill_disk(monkeypatch, free=arriving.SPARE_BYTES + 990)
    assert sender.state(upload).offset == 10
    assert sender.patch(upload, bytes(10), 10).status == 204


CREATIONS: dict[str, tuple[dict[str, str | None], int, str]] = {
    "another version": ({"Tus_Resumable": "0.2.2"}, 412, "1.0.0"),
    "no version": ({"Tus_Resumable": None}, 412, "1.0.0"),
    "no token": ({"X_CSRFToken": None}, 403, "out of date"),
    "another token": ({"X_CSRFToken": "x"}, 403, "out of date"),
    "no length": ({"Upload_Length": None}, 400, "Upload-Length must be a whole number"),
    "a length to come": ({"Upload_Length": None, "Upload_Defer_Length": "1"}, 400, "must be known"),
    "a length and one to come": ({"Upload_Defer_Length": "1"}, 400, "must be known"),
    "a part of another": ({"Upload_Concat": "partial"}, 400, "cannot be put together"),
    "nothing": ({"Upload_Length": "0"}, 422, refusals.EMPTY),
    "one byte too many": ({"Upload_Length": "2049"}, 413, "Files must be 2 KB or smaller."),
    "far too many bytes": ({"Upload_Length": "9" * 15}, 413, "Files must be 2 KB or smaller."),
    **{
        f"the length {length!r}": ({"Upload_Length": length}, 400, "Upload-Length must be a whole number")
        for length in ("-1", "1.5", "1e3", "x", " ", "٣", "1_000", "+5", "0x10", "9" * 16, "1, 1")
    },
    **{
        f"the metadata {given!r}": ({"Upload_Metadata": given}, 400, "Upload-Metadata must be pairs")
        for given in (
            *("title %%%", "title QQ", "title QQ==,title QQ==", ",", "title QQ==,", " ,x", "title /w=="),
            f"x {'QQQQ' * 2500}",
        )
    },
    "a title of two lines": ({"Upload_Metadata": metadata(title="a\nb")}, 422, "cannot be used"),
    "a title that turns around": ({"Upload_Metadata": metadata(title="a\u202egnp.mp4")}, 422, "cannot be used"),
    "a file's name that turns around": ({"Upload_Metadata": metadata(filename="a\u2066b.mp4")}, 422, "cannot be used"),
    "a long title": ({"Upload_Metadata": metadata(title="a" * 101)}, 422, "100 characters or fewer"),
    "no name at all": ({"Upload_Metadata": None}, 422, "Enter a title"),
    "a name without a letter": ({"Upload_Metadata": metadata(filename="__.mp4")}, 422, "Enter a title"),
}


@pytest.mark.parametrize("case", CREATIONS)
def test_what_no_upload_can_begin_with_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, sender: Sender, case: str
) -> None:
    monkeypatch.setattr(settings(), "upload_bytes", 2048)
    headers, status, words = CREATIONS[case]
    told = sender.create(2048, **headers)
    assert (told.status, kept()) == (status, [])
    assert words in told.text
    assert told.headers["Content-Type"].startswith("text/plain")
    assert told.headers["Tus-Resumable"] == "1.0.0"


def test_the_largest_file_is_accepted(monkeypatch: pytest.MonkeyPatch, sender: Sender) -> None:
    monkeypatch.setattr(settings(), "upload_bytes", 2048)
    assert sender.create(2048).status == 201


PATCHES: dict[str, tuple[dict[str, str | None], int]] = {
    "another version": ({"Tus_Resumable": "2.0.0"}, 412),
    "no token": ({"X_CSRFToken": None}, 403),
    "another type": ({"Content_Type": "application/octet-stream"}, 415),
    "no type": ({"Content_Type": None}, 415),
    "no offset": ({"Upload_Offset": None}, 400),
    "no number": ({"Upload_Offset": "-1"}, 400),
    "before the place": ({"Upload_Offset": "9"}, 409),
    "behind the place": ({"Upload_Offset": "11"}, 409),
    "at the beginning": ({"Upload_Offset": "0"}, 409),
}


@pytest.mark.parametrize("case", PATCHES)
def test_bytes_that_do_not_fit_are_refused_and_nothing_changes(sender: Sender, case: str) -> None:
    upload = sender.begin(100)
    sender.patch(upload, b"0123456789")
    headers, status = PATCHES[case]
    told = sender.patch(upload, b"more", 10, **headers)
    assert (told.status, bool(told.text)) == (status, True)
    assert sender.state(upload).offset == 10


def test_more_bytes_than_announced_are_refused_before_one_is_read(sender: Sender) -> None:
    upload = sender.begin(100)
    assert sender.patch(upload, bytes(101)).status == 413
    assert sender.state(upload).offset == 0
    assert sender.patch(upload, bytes(99)).offset == 99
    assert sender.patch(upload, bytes(2), 99).status == 413
    assert sender.state(upload).offset == 99


def test_the_next_piece_may_be_sent_as_soon_as_an_answer_begins(
    site: Site, owner_client: FlaskClient, sender: Sender
) -> None:
    upload = sender.begin(100)
    headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": sender.token, "Cookie": owner_cookie(owner_client)}
    first = EnvironBuilder(upload, method="PATCH", data=bytes(10), headers=Headers(headers | {"Upload-Offset": "0"}))
    first.content_type = PIECE
    statuses: list[object] = []

    def begin_answer(status: str, *_headers: object) -> Callable[[bytes], None]:
        statuses.extend([status[:3], sender.patch(upload, bytes(5), 10).status])
        return lambda _content: None

    site.app.wsgi_app(first.get_environ(), begin_answer)
    assert statuses == ["204", 204]


def test_no_bytes_change_nothing(sender: Sender) -> None:
    upload = sender.begin(100)
    sender.patch(upload, bytes(10))
    assert (sender.patch(upload, b"", 10).status, sender.state(upload).offset) == (204, 10)


def test_what_no_browser_plays_is_refused_in_words_and_nothing_stays(site: Site, sender: Sender) -> None:
    upload = sender.begin(50)
    told = sender.patch(upload, b"x" * 50)
    assert (told.status, told.headers["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert told.text.strip() in refusals.SENTENCES
    assert (site.state()["media_item"], left_over()) == (0, [])
    assert sender.state(upload).status == 404


def test_a_repeat_of_the_last_piece_makes_no_second_item(site: Site, sender: Sender, clip: bytes) -> None:
    """The answer to it was lost."""
    upload = sender.begin(len(clip))
    sender.patch(upload, clip[:1000])
    first = sender.patch(upload, clip[1000:], 1000)
    for again in (sender.patch(upload, clip[1000:], 1000), sender.patch(upload, clip[-1:], len(clip) - 1)):
        assert (again.status, again.offset, again.item) == (204, len(clip), first.item)
    assert (sender.state(upload).offset, sender.state(upload).item) == (len(clip), first.item)
    assert sender.patch(upload, clip[1000:2000], 1000).status == 409
    assert site.state()["media_item"] == 1


def test_a_whole_upload_lacks_its_last_byte_until_it_is_an_item(
    site: Site, sender: Sender, clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any client then sends that byte again, and learns what became of the upload."""
    upload = sender.begin(len(clip))
    with monkeypatch.context() as patches:
        patches.setattr(child, "WAIT_SECONDS", 0)
        patches.setattr(child, "_turns", BoundedSemaphore(1))
        with child._turns:
            told = sender.patch(upload, clip)
    assert (told.status, site.state()["media_item"]) == (503, 0)
    assert "Many files are being checked right now" in told.text
    assert sender.state(upload).offset == len(clip) - 1
    told = sender.patch(upload, clip[-1:], len(clip) - 1)
    assert (told.status, told.offset, told.item) == (204, len(clip), "/media/1")


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


def test_the_eleventh_unfinished_upload_waits_for_one_of_the_others(site: Site, sender: Sender, clip: bytes) -> None:
    first, *_others, last = [sender.begin(len(clip)) for _ in range(10)]
    told = sender.create(100)
    assert (told.status, told.headers["Retry-After"]) == (429, "5")
    assert told.text == "You already have 10 uploads running. Start this one when one of them ends.\n"
    assert sender_in(site.signed_in(site.maker.user())).create(100).status == 201
    assert sender.patch(first, clip).item
    sender.begin(100)
    assert sender.create(100).status == 429
    assert sender.cancel(last).status == 204
    sender.begin(100)
    assert sender.create(100).status == 429


def test_the_space_of_an_unfinished_upload_is_reserved(
    sender: Sender, owner_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_disk(monkeypatch, free=256 * 1024**2 + 1000)
    upload = sender.begin(900)
    assert sender.create(101).status == 503
    assert "There is not enough free space" in sender.create(101).text
    assert sender.create(100).status == 503, "several of one person leave half to others"
    sender.patch(upload, bytes(400))
    fill_disk(monkeypatch, free=256 * 1024**2 + 600)
    assert sender.create(101).status == 503
    assert sender.cancel(upload).status == 204
    sender.begin(600)


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


def test_an_upload_may_begin_with_bytes(sender: Sender, clip: bytes) -> None:
    told = sender.ask(
        "POST",
        UPLOADS,
        clip[:10],
        Upload_Length=str(len(clip)),
        Content_Type=PIECE,
        Upload_Metadata=metadata(filename="x.mp4"),
    )
    assert (told.status, told.offset) == (201, 10)
    told = sender.patch(told.headers["Location"], clip[10:], 10)
    assert (told.status, told.item) == (204, "/media/1")
    named = {"Upload_Length": "5", "Content_Type": PIECE, "Upload_Metadata": metadata(filename="x.mp4")}
    assert sender.ask("POST", UPLOADS, b"123456", **named).status == 413
    assert [name for name in kept() if name.startswith("note")] == []


@pytest.mark.parametrize(
    ("filename", "title"),
    [
        ("Board_meeting-2026.mp4", "Board meeting 2026"),
        ("film.final.MOV", "film.final"),
        (".mp4", ".mp4"),
        ("no ending", "no ending"),
        ("C:\\films\\one.mp4", "one"),
        ("/home/dana/__two__.webm", "two"),
        ("a" * 150 + ".mp4", "a" * 100),
        ("הרצאה_ראשונה.mp4", "הרצאה ראשונה"),
        ("", ""),
    ],
)
def test_the_title_is_made_of_the_name_of_the_file(filename: str, title: str) -> None:
    assert title_of(filename) == title


def test_a_title_that_was_typed_comes_before_the_name_of_the_file(
    owner_client: FlaskClient, sender: Sender, clip: bytes
) -> None:
    upload = sender.create(len(clip), Upload_Metadata=metadata(title=" Typed ", filename="x.mp4")).headers["Location"]
    item = sender.patch(upload, clip).item
    assert item is not None
    assert heading(owner_client.get(item).text) == "Typed"


def test_words_are_in_the_language_of_the_browser(sender: Sender) -> None:
    told = sender.create(0, Accept_Language="es")
    assert (told.status, "vacío" in told.text) == (422, True)


def test_nothing_of_an_upload_is_in_the_log(sender: Sender, clip: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    upload = sender.begin(len(clip), "A secret title")
    sender.patch(upload, b"", 5)
    sender.patch(upload, clip)
    logged = " ".join(
        f"{record.getMessage()} {vars(record)}" for record in caplog.records if record.name.startswith("web")
    )
    assert "/uploads/<upload_id>" in logged
    secrets = [upload.rpartition("/")[2], "A secret title", base64.b64encode(b"A secret title").decode(), sender.token]
    assert [secret for secret in secrets if secret in logged] == []


def test_a_missing_media_folder_is_told_and_ends_no_upload(sender: Sender) -> None:
    upload = sender.begin(100)
    folder = settings().media_folder
    away = folder.with_name("away")
    folder.rename(away)
    assert [sender.state(upload).status, sender.patch(upload, b"x").status, sender.create(5).status] == [503] * 3
    away.rename(folder)
    forget()
    assert sender.patch(upload, b"x").offset == 1


def test_unfinished_uploads_and_their_bytes_are_counted(site: Site, sender: Sender) -> None:
    def figure(name: str) -> float:
        lines = site.browser().get("/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"guestlink_{name} "))

    before = figure("uploaded_bytes_total")
    upload = sender.begin(100)
    sender.patch(upload, bytes(7))
    assert (figure("unfinished_uploads"), figure("uploaded_bytes_total")) == (1, before + 7)
    sender.cancel(upload)
    assert figure("unfinished_uploads") == 0
