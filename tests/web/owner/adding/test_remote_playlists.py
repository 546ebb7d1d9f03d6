"""Adding a live session of another server: its playlist is read first (contract 9.19)."""

import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import LiveSession
from tests.vocabulary.elsewhere import PLAYLIST, Elsewhere
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.site import Site

FORM = {"title": "Board", "starts_at": "", "folder": "", "playlist_name": ""}


def send(client: FlaskClient, url: str, **typed: str) -> TestResponse:
    form = inputs(client.get("/media/new-live").text) | FORM | {"playlist_url": url} | typed
    return client.post("/media/new-live", data=form)


def test_what_was_read_is_kept_and_its_page_allows_these_servers(
    owner_client: FlaskClient, elsewhere: Elsewhere
) -> None:
    url = elsewhere.put("/x", f"{PLAYLIST}#EXTINF:2,\n{elsewhere.other_origin}/a.ts\n")
    page = owner_client.get(send(owner_client, url).location)
    assert heading(page.text) == "Board"
    policy = page.headers["Content-Security-Policy"]
    origins = f"{elsewhere.origin} {elsewhere.other_origin}"
    assert f"media-src 'self' blob: {origins};" in policy
    assert f"connect-src 'self' {origins};" in policy
    with database.reading() as db:
        added = db.scalars(select(LiveSession)).one()
    assert (added.playlist_url, added.playlist_origins) == (url, origins)


@pytest.mark.parametrize(
    ("path", "words"), [("/html", "This is a web page"), ("/none", "error 404"), ("/shut", "does not let other sites")]
)
def test_a_playlist_that_would_not_play_is_refused_beside_its_field(
    site: Site, owner_client: FlaskClient, elsewhere: Elsewhere, path: str, words: str
) -> None:
    elsewhere.put("/html", "<!doctype html>")
    elsewhere.put("/shut", headers={})
    answer = send(owner_client, elsewhere.origin + path)
    assert answer.status_code == 422
    page = answer.text
    assert set(errors_beside(page)) == {"playlist_url"}
    assert words in errors_beside(page)["playlist_url"]
    assert (inputs(page)["title"], inputs(page)["playlist_url"]) == ("Board", elsewhere.origin + path)
    assert site.state()["media_item"] == 0


@pytest.mark.parametrize("typed", [{"title": ""}, {"folder": "a"}, {"playlist_name": "x.m3u8"}, {"csrf_token": "x"}])
def test_nothing_is_read_for_a_form_that_is_wrong_elsewhere(
    site: Site, owner_client: FlaskClient, elsewhere: Elsewhere, typed: dict[str, str]
) -> None:
    assert send(owner_client, elsewhere.put("/x"), **typed).status_code == 422
    assert elsewhere.asked == []
    assert site.state()["media_item"] == 0


def test_others_write_while_it_is_read(owner_client: FlaskClient, elsewhere: Elsewhere) -> None:
    """A transaction that waits for another server would stop all admissions on SQLite."""
    written = threading.Event()

    def write(_handler: object) -> None:
        with database.writing() as db:
            db.execute(text("UPDATE site SET created_at = created_at"))
        written.set()

    url = elsewhere.put("/x", write=write)
    send(owner_client, url)
    assert written.is_set()


def test_one_person_has_so_many_addresses_read_in_a_minute(
    site: Site, owner_client: FlaskClient, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{elsewhere.origin}/none"
    answers = [send(owner_client, url) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert answers[-1].headers["Retry-After"]
    assert inputs(answers[-1].text)["playlist_url"] == url
    assert len(elsewhere.asked) == 10
    other = site.signed_in(site.maker.user())
    assert send(other, url).status_code == 422, "it is counted for each person"
