"""Uploads in pieces: what the request that begins one is answered (contract 8.42, 8.74, 8.75)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask.testing import FlaskClient

from models.config.settings import settings
from models.recordings import refusals
from tests.vocabulary.patches import fill_disk
from tests.vocabulary.piecewise import PIECE, UPLOADS, Sender, kept, metadata, sender_in
from tests.vocabulary.site import Site


def test_a_new_upload_is_answered_with_its_address_and_its_end(sender: Sender) -> None:
    told = sender.create(1000)
    assert (told.status, told.offset, told.headers["Tus-Resumable"]) == (201, 0, "1.0.0")
    assert told.headers["Location"].startswith("/uploads/")
    end = parsedate_to_datetime(told.headers["Upload-Expires"])
    assert abs(end - datetime.now(UTC) - timedelta(hours=24)) < timedelta(minutes=1)


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
            *("title %%%", "title QQ", "title QQ==,title QQ==", ",", "title QQ==,", " ,x", "title /w==", "title é"),
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


def test_words_are_in_the_language_of_the_browser(sender: Sender) -> None:
    told = sender.create(0, Accept_Language="es")
    assert (told.status, "vacío" in told.text) == (422, True)
