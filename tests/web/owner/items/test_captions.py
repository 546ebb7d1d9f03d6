"""Captions: uploaded and removed by owners, shown to owners and guests, and what is refused (contract 8.8)."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.config.settings import settings
from models.plumbing import database
from models.recordings.webvtt import MAX_CAPTIONS_BYTES
from models.tables import User, Visit
from tests.vocabulary.item_files import post_captions, stored_files
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.patches import fill_disk
from tests.vocabulary.server import real_server
from tests.vocabulary.site import CAPTIONS, Guests, Site
from tests.vocabulary.uploads import owner_cookie, raw_form_head
from web.requests.parsing import CAPTIONS_BYTES


def test_captions_are_listed_sent_replaced_and_removed(owner_client: FlaskClient, media_id: int) -> None:
    address = f"/media/{media_id}"
    assert post_captions(owner_client, media_id).location == f"{address}/edit#captions"
    assert "Remove captions: \u2068עברית\u2069" in owner_client.get(f"{address}/edit").text
    sent = owner_client.get(f"{address}/captions/he")
    assert (sent.data, sent.content_type) == (CAPTIONS, "text/vtt; charset=utf-8")
    assert sent.headers["Cache-Control"] == "private, no-cache"
    post_captions(owner_client, media_id, CAPTIONS.replace(b"Hello", b"More"))
    again = owner_client.get(f"{address}/captions/he")
    assert (again.data, stored_files("vtt")) == (CAPTIONS.replace(b"Hello", b"More"), 1)
    assert again.headers["ETag"] != sent.headers["ETag"]
    for _ in range(2):
        assert post_captions(owner_client, media_id, None, do="remove").status_code == 303
    assert (owner_client.get(f"{address}/captions/he").status_code, stored_files("vtt")) == (404, 0)


def test_players_have_the_tracks_and_show_the_one_in_the_readers_language(
    site: Site, owner_client: FlaskClient, media_id: int, guest: Guests
) -> None:
    for language in ("en", "he"):
        site.captions(media_id, language)
    dana = guest(site.link(media_id))
    dana.enter()
    visit = dana.watch()
    owners = owner_client.get(f"/media/{media_id}").text
    hebrew = dana.client.get(dana.address, headers={"Accept-Language": "he"}).text
    for page, base in ((owners, f"/media/{media_id}"), (hebrew, "/g/")):
        tracks = re.findall(r"<track [^>]+>", page)
        assert re.findall(r'<track [^>]*srclang="(\w+)"', page) == ["en", "he"]
        assert [" default" in track for track in tracks] == [base != "/g/", base == "/g/"]
        assert 'label="עברית"' in tracks[1]
        assert f'src="{base}' in tracks[0]
    assert dana.client.get(f"{visit}/captions/he").data == CAPTIONS


def test_a_guest_gets_captions_only_for_a_live_visit_and_that_is_no_play(
    site: Site, media_id: int, guest: Guests
) -> None:
    site.captions(media_id)
    dana, other = guest(site.link(media_id)), guest(site.link(media_id))
    for person in (dana, other):
        person.enter()
    visit = dana.watch()
    address = f"{visit}/captions/en"
    for headers, status in (({}, 200), ({"Range": "bytes=0-3"}, 206), ({"If-None-Match": "*"}, 304)):
        assert dana.client.get(address, headers=headers).status_code == status
    assert dana.client.head(address).status_code == 200
    assert other.client.get(address).status_code == 403
    assert dana.client.get(f"{visit}/captions/he").status_code == 403
    for odd in ("xx", "EN", "", "%00", "e" * 999):
        assert dana.client.get(f"{visit}/captions/{odd}").status_code == 404
    with database.reading() as db:
        assert set(db.scalars(select(Visit.played_at))) == {None}
    site.delete_media(media_id)
    for method in ("GET", "HEAD"):
        assert dana.client.open(address, method=method, headers={"If-None-Match": "*"}).status_code == 403


@pytest.mark.parametrize(
    ("content", "typed", "field"),
    [
        (b"1\n00:00:00,000 --> 00:00:01,000\n", {}, "file"),
        (b"\xff" * 99, {}, "file"),
        (b"", {}, "file"),
        (None, {}, "file"),
        (None, {"file": "WEBVTT"}, "file"),
        (CAPTIONS + b"x" * MAX_CAPTIONS_BYTES, {}, "file"),
        (CAPTIONS, {"language": "xx"}, "language"),
        (CAPTIONS, {"language": "\0"}, "language"),
        (CAPTIONS, {"csrf_token": "x"}, "file"),
    ],
    ids=range(9),
)
def test_wrong_captions_are_refused_beside_their_field_and_not_stored(
    owner_client: FlaskClient, media_id: int, content: bytes | None, typed: dict[str, str], field: str
) -> None:
    answer = post_captions(owner_client, media_id, content, **typed)
    assert answer.status_code == 422
    assert field in errors_beside(answer.text)
    assert stored_files("vtt") == 0
    assert "language" in typed or '<option lang="he" selected value="he">' in answer.text


def test_captions_that_are_never_shown_replace_nothing(owner_client: FlaskClient, media_id: int) -> None:
    post_captions(owner_client, media_id)
    answer = post_captions(owner_client, media_id, b"WEBVTT\n\n00:05.000 --> 00:02.000\nHello\n\nx --> 00:01.000\n")
    sentence = (
        "No captions could be read in this file. Choose a WebVTT, SRT, SBV or TTML file."
        " Line 3: the end is not after the start. Line 6: no time could be read."
    )
    assert (answer.status_code, errors_beside(answer.text)) == (422, {"file": sentence})
    assert owner_client.get(f"/media/{media_id}/captions/he").data == CAPTIONS


def test_captions_of_five_mebibytes_are_accepted(owner_client: FlaskClient, media_id: int) -> None:
    assert (
        post_captions(owner_client, media_id, CAPTIONS + b"\n" * (MAX_CAPTIONS_BYTES - len(CAPTIONS))).status_code
        == 303
    )


def test_a_full_disk_and_a_missing_folder_are_refused_with_a_sentence(
    owner_client: FlaskClient, media_id: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as full:
        fill_disk(full)
        answer = post_captions(owner_client, media_id)
    assert (answer.status_code, list(errors_beside(answer.text))) == (503, ["file"])
    settings().media_folder.rename(tmp_path / "unmounted")
    answer = post_captions(owner_client, media_id)
    assert (answer.status_code, list(errors_beside(answer.text))) == (503, ["file"])
    assert "Retry-After" in answer.headers


def test_only_a_video_has_captions(site: Site, owner_client: FlaskClient, owner: User) -> None:
    room = site.media(owner, kind="room")
    assert post_captions(owner_client, room).status_code == 403
    assert stored_files("vtt") == 0


def test_only_the_captions_form_takes_a_large_body_and_a_little_too_large_gets_the_form_back(
    site: Site, owner_client: FlaskClient, media_id: int, tmp_path: Path
) -> None:
    token = inputs(owner_client.get("/media/new").text)["csrf_token"]
    head = raw_form_head({"csrf_token": token, "do": "put", "language": "he"}, "file", "x.vtt")
    headers = {"Content_Type": "multipart/form-data; boundary=b", "Cookie": owner_cookie(owner_client)}
    statuses = {}
    with real_server(tmp_path / "log") as server:
        for size in (MAX_CAPTIONS_BYTES, MAX_CAPTIONS_BYTES + 1, CAPTIONS_BYTES):
            body = head + CAPTIONS + b"\n" * (size - len(CAPTIONS)) + b"\r\n--b--\r\n"
            for path in (f"/media/{media_id}/captions", f"/media/{media_id}/edit", f"/media/{media_id}/captions/he"):
                statuses[size, path.split("/", 3)[3]] = server.ask(path, "POST", body, **headers).status
    read = {(MAX_CAPTIONS_BYTES, "captions"): 303, (MAX_CAPTIONS_BYTES + 1, "captions"): 422}
    assert statuses == dict.fromkeys(statuses, 413) | read


def test_a_part_with_a_head_of_megabytes_is_refused_unread(owner_client: FlaskClient, media_id: int) -> None:
    """Werkzeug takes twenty times its size to read one (facts 207)."""
    head = b'--b\r\nContent-Disposition: form-data; name="do"\r\nContent-Type: text/plain' + b';a="' * 500_000
    body = head + b"\r\n\r\nput\r\n--b--\r\n"
    sent = {"data": body, "content_type": "multipart/form-data; boundary=b"}
    assert owner_client.post(f"/media/{media_id}/captions", **sent).status_code == 413
