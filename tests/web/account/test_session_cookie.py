"""The cookie of a sign-in: how long it lives, beside others, and under any clock. A forged one never counts (contract
12.4, 12.26; facts 42)."""

import hmac
import time
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from sqlalchemy import update

from models.plumbing import database, keys
from models.tables import User, UserSession
from tests.conftest import forget
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site, now
from tests.web.account.by_password import sign_in
from web.account import session_cookie
from web.app import create_app

DAY = 24 * 3600


@pytest.mark.parametrize("ahead", [-400 * DAY, -1, 0, 2, DAY])
def test_a_sign_in_holds_whatever_the_clock_of_the_web_says(
    site: Site, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    with monkeypatch.context() as signing:
        signing.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) + ahead)
        browser = site.signed_in(site.maker.user())
    assert browser.get("/media/new").status_code == 200


def test_a_changed_cookie_does_not_count(site: Site) -> None:
    browser = site.signed_in(site.maker.user())
    name = site.app.config["SESSION_COOKIE_NAME"]
    cookie = browser.get_cookie(name)
    assert cookie is not None
    # Not the last character: some of its bits say nothing.
    changed = "a" if cookie.value[-2] != "a" else "b"
    browser.set_cookie(name, f"{cookie.value[:-2]}{changed}{cookie.value[-1]}")
    assert browser.get("/media/new").status_code == 302


def test_the_cookie_is_signed_with_sha_256(site: Site) -> None:
    browser = site.signed_in(site.maker.user())
    cookie = browser.get_cookie(site.app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    content, _, signature = cookie.value.rpartition(".")
    signing_key = hmac.digest(site.app.config["SECRET_KEY"], b"cookie-session", "sha256")
    assert base64_encode(hmac.digest(signing_key, content.encode(), "sha256")).decode() == signature


def _signed_by_a_former_version(site: Site, secret: str) -> FlaskClient:
    former_key = keys.derive(session_cookie.FORMER_LABEL)
    signer = URLSafeTimedSerializer(former_key, salt="cookie-session", signer_kwargs={"key_derivation": "hmac"})
    browser = site.browser()
    browser.set_cookie(session_cookie.FORMER_NAME, signer.dumps({"_user_id": secret, "csrf_token": "a value of then"}))
    return browser


def test_who_signed_in_before_the_upgrade_stays_signed_in_and_gets_a_cookie_of_today(site: Site) -> None:
    browser = _signed_by_a_former_version(site, site.secret_of(site.maker.user()))
    page = browser.get("/media/new")
    assert page.status_code == 200
    browser.delete_cookie(session_cookie.FORMER_NAME)
    assert browser.get("/media/new").status_code == 200
    choices = inputs(browser.get("/account").text) | {"language": "es", "timezone": ""}
    assert browser.post("/account/choices", data=choices).status_code == 303


def test_a_form_that_was_open_during_the_upgrade_comes_back_with_what_was_typed(site: Site) -> None:
    user = site.maker.user()
    media_id = site.media(user)
    browser = _signed_by_a_former_version(site, site.secret_of(user))
    signer = URLSafeTimedSerializer(keys.derive(session_cookie.FORMER_LABEL), salt="wtf-csrf-token")
    form = inputs(browser.get(f"/media/{media_id}/edit").text)
    answer = browser.post(
        f"/media/{media_id}/edit", data=form | {"csrf_token": signer.dumps("a value of then"), "title": "Typed before"}
    )
    assert (answer.status_code, inputs(answer.text)["title"]) == (422, "Typed before")
    assert browser.post(f"/media/{media_id}/edit", data=inputs(answer.text)).status_code == 303


@pytest.mark.parametrize("key", [b"another key", keys.KEY_FILE.encode()])
def test_a_forged_cookie_of_a_former_version_does_not_count(site: Site, key: bytes) -> None:
    signer = URLSafeTimedSerializer(key, salt="cookie-session", signer_kwargs={"key_derivation": "hmac"})
    browser = site.browser()
    secret = site.secret_of(site.maker.user())
    browser.set_cookie(session_cookie.FORMER_NAME, signer.dumps({"_user_id": secret}))
    assert browser.get("/media/new").status_code == 302


@pytest.mark.parametrize(("idle", "age", "days"), [(0, 0, 30), (5, 5, 30), (0, 70, 20), (20, 85, 5)])
def test_the_cookie_lives_as_long_as_its_row(site: Site, user: User, idle: int, age: int, days: int) -> None:
    client = sign_in(site, user)
    with database.writing() as db:
        ago = {"last_seen_at": now() - timedelta(days=idle), "created_at": now() - timedelta(days=age)}
        db.execute(update(UserSession).values(**ago))
    client.get("/media")
    cookie = client.get_cookie(site.app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    assert cookie.expires is not None
    assert abs(cookie.expires - now() - timedelta(days=days)) < timedelta(minutes=1)
    if not idle:
        assert "Set-Cookie" not in client.get("/media").headers, "it is sent again only when its end moves"


def test_nobody_signed_in_has_a_cookie_that_outlives_the_browser(site: Site) -> None:
    client = site.browser()
    client.get("/login")
    cookie = client.get_cookie(site.app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    assert cookie.expires is None


@pytest.mark.parametrize("stale", ["nonsense", "signed out", "nobody"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_stale_twin_of_the_cookie_signs_nobody_out(site: Site, user: User, stale: str, is_first: bool) -> None:
    name = site.app.config["SESSION_COOKIE_NAME"]

    def cookie_of(client: FlaskClient) -> str:
        found = client.get_cookie(name)
        assert found is not None
        return found.value

    twin, earlier, nobody = "a.b.c", sign_in(site, user), site.browser()
    if stale == "signed out":
        twin = cookie_of(earlier)
        earlier.post("/logout", data=inputs(earlier.get("/account").text))
    elif stale == "nobody":
        nobody.get("/login")
        twin = cookie_of(nobody)
    valid = cookie_of(sign_in(site, user))
    both = [twin, valid] if is_first else [valid, twin]
    header = "; ".join(f"{name}={value}" for value in both)
    browser = site.app.test_client(use_cookies=False)
    page = browser.get("/account", headers={"Cookie": header})
    assert page.status_code == 200
    # A form of that page works, too.
    sent = browser.post("/logout", data=inputs(page.text), headers={"Cookie": header})
    assert (sent.status_code, sent.location) == (303, "/login")


def test_two_sites_on_one_host_have_cookies_of_two_names(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {site.app.config["SESSION_COOKIE_NAME"]}
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", "the key of a neighbour, long enough to be one")
    forget()
    names.add(create_app().config["SESSION_COOKIE_NAME"])
    assert len(names) == 2
