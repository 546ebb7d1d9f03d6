"""Signing in and out: each browser has its own sign-in, and copies of its cookie end with it (contract 12.4, 12.5)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import User, UserSession
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Guests, Site, now
from tests.web.account.by_password import copy_of, is_signed_in, send_sign_in, sign_in


def test_signing_out_ends_copies_of_the_cookie_and_no_other_browser(site: Site, user: User) -> None:
    client, other = sign_in(site, user), sign_in(site, user)
    copy = copy_of(site, client)
    assert is_signed_in(client)
    assert is_signed_in(copy)
    client.post("/logout", data=inputs(client.get("/account").text))
    assert not is_signed_in(copy)
    assert not is_signed_in(client)
    assert is_signed_in(other)


def test_signing_in_again_ends_only_the_earlier_session_of_this_browser(site: Site, user: User) -> None:
    """No page offers this to somebody who is signed in, but a form can still be sent."""
    client, other = sign_in(site, user), sign_in(site, user)
    copy = copy_of(site, client)
    token = inputs(client.get("/account").text)["csrf_token"]
    client.post("/login", data={"csrf_token": token, "email": user.email, "password": PASSWORD})
    assert (is_signed_in(client), is_signed_in(copy), is_signed_in(other)) == (True, False, True)


@pytest.mark.parametrize(("minutes", "written"), [(9, False), (11, True)])
def test_a_page_load_keeps_the_session_and_seldom_writes_it(
    site: Site, user: User, minutes: int, written: bool
) -> None:
    client, before = sign_in(site, user), now() - timedelta(minutes=minutes)
    with database.writing() as db:
        db.execute(update(UserSession).values(last_seen_at=before))
    assert is_signed_in(client)
    with database.reading() as db:
        assert (db.scalars(select(UserSession.last_seen_at)).one() != before) is written


def test_a_request_without_a_session_makes_no_query(site: Site) -> None:
    asked: list[object] = []
    event.listen(database.engine(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    statuses = [site.browser().get(address).status_code for address in ("/login", "/media", "/account")]
    assert (statuses, asked) == ([200, 302, 302], [])


def test_somebody_who_is_signed_in_is_not_asked_to_sign_in(site: Site, user: User) -> None:
    client = site.signed_in(user)
    assert client.get("/login").location == "/media"
    assert client.get("/login?next=/account").location == "/account"
    assert client.get("/login?next=//evil.example").location == "/media"


@pytest.mark.parametrize("cookie", ["", "x", "1:0", "a" * 5000])
def test_a_made_up_session_does_not_count(site: Site, cookie: str) -> None:
    client = site.browser()
    with client.session_transaction() as session:
        session["_user_id"] = cookie
    assert client.get("/media").status_code == 302


def test_signing_out_and_leaving_tell_the_browser_to_forget_pages_but_not_a_guests_cookies(
    site: Site, guest: Guests
) -> None:
    client = site.signed_in(site.maker.user())
    form = inputs(client.get("/account").text)
    assert client.post("/logout", data=form).headers["Clear-Site-Data"] == '"cache", "storage"'
    client = site.signed_in(site.maker.user())
    form = inputs(client.get("/account").text) | {"where": "everywhere"}
    assert client.post("/account/sessions", data=form).headers["Clear-Site-Data"] == '"cache", "storage"'
    dana = guest()
    dana.enter()
    leave = f"{dana.watch()}/leave"
    assert "Clear-Site-Data" not in dana.client.post(leave).headers, "a reload keeps what it has"
    left = dana.client.post(leave, headers={"Sec-Fetch-Dest": "document"})
    assert left.headers["Clear-Site-Data"] == '"cache"'


def test_a_missing_field_is_named_and_does_not_count_as_a_wrong_password(site: Site) -> None:
    client, user = site.browser(), site.maker.user()
    form = inputs(client.get("/login").text)
    missing = {"email": "Enter your email address", "password": "Enter your password"}
    for _ in range(30):
        answer = client.post("/login", data=form)
        assert (answer.status_code, errors_beside(answer.text)) == (422, missing)
        answer = client.post("/login", data=form | {"email": user.email})
        assert errors_beside(answer.text) == {"password": "Enter your password"}
        assert inputs(answer.text)["email"] == user.email
    assert client.post("/login", data=form | {"email": user.email, "password": PASSWORD}).status_code == 303


INSIDE = ["/media", "/media/1?x=//y"]
OUTSIDE = ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example"]
OUTSIDE += ["javascript:alert(1)", "///evil.example", "/%0d%0aX: y\r\nX: y", " //evil.example", "http:evil.example"]


@pytest.mark.parametrize("target", INSIDE + OUTSIDE)
def test_signing_in_leads_only_to_pages_of_the_site(site: Site, target: str) -> None:
    user = site.maker.user()
    answer = send_sign_in(site.browser(), user.email, "a good password", next=target)
    assert answer.status_code == 303
    assert answer.location == (target if target in INSIDE else "/media")
    assert "X" not in answer.headers


def test_an_unknown_email_is_answered_like_a_wrong_password(site: Site) -> None:
    user = site.maker.user()
    known = send_sign_in(site.browser(), user.email, "wrong")
    unknown = send_sign_in(site.browser(), "nobody@example.com", "wrong")
    assert known.status_code == unknown.status_code == 422

    def page_without_email(answer: TestResponse, email: str) -> str:
        text = answer.text.replace(email, "EMAIL")
        return re.sub(r'(csrf_token"[^>]*value=")[^"]*', r"\1", text)

    assert page_without_email(known, user.email) == page_without_email(unknown, "nobody@example.com")
    assert "wrong</p>" in known.text
    assert 'value="wrong"' not in known.text, "a password never comes back"
