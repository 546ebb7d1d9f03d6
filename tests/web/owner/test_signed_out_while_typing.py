"""Somebody was signed out while they typed, or signed in again since: nothing typed is lost (contract 4.26, 4.27)."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import MapAdapter

from models.plumbing import database
from models.tables import MediaItem, User
from tests.vocabulary.pages import heading, inputs
from tests.vocabulary.patches import record_calls
from tests.vocabulary.site import Site

TYPED = {"title": "A <new> title", "description": "One\r\nTwo", "tags": "biology", "visibility": "site"}


def sign_out_while_typing(client: FlaskClient, address: str) -> dict[str, str]:
    """Open the page, then sign out in another tab. Returns the fields of the page's form."""
    form = inputs(client.get(address).text)
    client.post("/logout", data=form)
    return form


def title(media_id: int) -> str:
    with database.reading() as db:
        return db.get_one(MediaItem, media_id).title


def test_what_was_typed_is_kept_and_can_be_sent_after_signing_in_again(
    site: Site, owner: User, owner_client: FlaskClient
) -> None:
    media_id = site.media(owner)
    address, before = f"/media/{media_id}/edit", title(media_id)
    form = sign_out_while_typing(owner_client, address) | TYPED
    answer = owner_client.post(address, data=form)
    assert (answer.status_code, heading(answer.text)) == (403, "You are signed out")
    kept = inputs(answer.text)
    assert {name: kept[name] for name in TYPED} == TYPED
    site.signed_in(owner, owner_client)
    again = owner_client.post(address, data=kept)
    assert (again.status_code, title(media_id)) == (422, before), "of a page of another session: asked once more"
    assert "out of date" in again.text
    asked = inputs(again.text) | {"description": TYPED["description"], "visibility": TYPED["visibility"]}
    assert asked["title"] == TYPED["title"]
    assert owner_client.post(address, data=asked).status_code == 303
    assert title(media_id) == TYPED["title"]


def test_a_confirmation_is_asked_again_after_signing_in_again(
    site: Site, owner: User, owner_client: FlaskClient
) -> None:
    media_id = site.media(owner)
    site.link(media_id)
    address = f"/media/{media_id}/guest-access"
    form = sign_out_while_typing(owner_client, f"{address}/off") | {"do": "switch", "state": "off"}
    kept = inputs(owner_client.post(address, data=form).text)
    site.signed_in(owner, owner_client)
    asked = owner_client.post(address, data=kept)
    assert (asked.status_code, heading(asked.text)) == (400, "This page was out of date")
    assert site.state()["on"] == 1
    assert owner_client.post(address, data=inputs(asked.text)).status_code == 303
    assert site.state()["on"] == 0


HERE = "http://localhost"
REFERRERS = [(f"{HERE}/media/1/edit?x=1", "/media/1/edit"), (f"{HERE}/account", "/account")]
REFERRERS += [(f"{HERE}/media/1/start", "/"), (f"{HERE}//evil.example", "/"), (f"{HERE}/nowhere", "/"), (HERE, "/")]
REFERRERS += [("http://evil.example/media/1/edit", "/"), ("://[", "/"), ("", "/"), (f"{HERE}/" + "a/" * 20_000, "/")]


@pytest.mark.parametrize(("referrer", "page"), REFERRERS, ids=[referrer[:40] for referrer, _ in REFERRERS])
def test_signing_in_leads_back_to_the_page_of_the_form_if_it_can_be_opened(
    owner_client: FlaskClient, referrer: str, page: str
) -> None:
    sign_out_while_typing(owner_client, "/account")
    asked = owner_client.post("/media/1/start", data={"csrf_token": "x"}, headers={"Referer": referrer}).location
    assert parse_qs(urlsplit(asked).query) == {"next": [page]}


def test_a_long_referrer_is_matched_once(owner_client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Matching it once for each slash took a minute of a page's thread, and anybody could send it."""
    sign_out_while_typing(owner_client, "/account")
    matches = record_calls(monkeypatch, MapAdapter, "match")
    owner_client.post("/media/1/start", headers={"Referer": f"{HERE}/" + "a/" * 1_000})
    assert len(matches) <= 3


def test_a_body_of_many_empty_fields_does_not_make_a_large_page(owner_client: FlaskClient) -> None:
    sign_out_while_typing(owner_client, "/account")
    many = owner_client.post(
        "/media/1/edit", data="x=1" + "&a" * 20_000, content_type="application/x-www-form-urlencoded"
    )
    assert (many.status_code, len(many.data) < 2_000) == (302, True)


def test_somebody_who_typed_nothing_is_only_asked_to_sign_in(
    site: Site, owner_client: FlaskClient, owner: User
) -> None:
    address = f"/media/{site.media(owner)}/delete"
    form = sign_out_while_typing(owner_client, address)
    assert owner_client.post(address, data={"csrf_token": form["csrf_token"]}).location.startswith("/login?next=")
    assert owner_client.get(address).location.startswith("/login?next=")


def test_passwords_and_files_are_not_sent_back(owner_client: FlaskClient) -> None:
    token = sign_out_while_typing(owner_client, "/account")["csrf_token"]
    passwords = {"csrf_token": token, "current": "a secret", "new": "another secret"}
    assert owner_client.post("/account/password", data=passwords).location.startswith("/login?next=")
    shown = owner_client.post("/account/password", data=passwords | {"more": "typed"}).text
    assert ("typed" in shown, "secret" in shown) == (True, False)
    upload = owner_client.post("/media/new", data={"title": "T", "file": (io.BytesIO(b"x"), "x.mp4")})
    assert upload.location.startswith("/login?next=")


def test_a_script_that_uploads_gets_a_page_and_no_redirect(owner_client: FlaskClient) -> None:
    """It would follow a redirect to the sign-in form, and the title and the chosen file would be lost."""
    token = sign_out_while_typing(owner_client, "/media/new")["csrf_token"]
    form = {"csrf_token": token, "title": "T", "file": (io.BytesIO(b"x"), "x.mp4")}
    answer = owner_client.post("/media/new", data=form, headers={"X-Requested-With": "XMLHttpRequest"})
    assert (answer.status_code, heading(answer.text)) == (403, "You are signed out")
    assert 'href="/login" target="_blank"' in answer.text


def test_signing_out_from_an_old_page_says_that_one_is_still_signed_in(
    site: Site, owner: User, owner_client: FlaskClient
) -> None:
    old = inputs(owner_client.get("/account").text)
    site.signed_in(owner, owner_client)
    answer = owner_client.post("/logout", data=old)
    assert (answer.status_code, answer.location) == (303, "/media")
    assert "Clear-Site-Data" not in answer.headers
    page = owner_client.get("/media").text
    assert "You are still signed in" in page
    assert owner_client.post("/logout", data=inputs(page)).location == "/login"
    assert owner_client.get("/media").location.startswith("/login")
