"""Uploads in pieces: which bytes are taken, and which are refused (contract 8.41, 8.44, 8.46, 8.74)."""

import base64
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from models.config.settings import settings
from models.files import arriving
from tests.conftest import forget
from tests.vocabulary.patches import fill_disk
from tests.vocabulary.piecewise import PIECE, Sender
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import owner_cookie


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
