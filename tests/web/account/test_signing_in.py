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


def test_a_second_form_of_a_browser_that_is_signed_in_leads_to_its_page(site: Site, user: User) -> None:
    """Two tabs sign in, or the person goes Back and sends the form again."""
    client = site.browser()
    forms = [inputs(client.get(f"/login?next={page}").text) for page in ("/media/new", "/account")]
    sent = [client.post("/login", data=form | {"email": user.email, "password": PASSWORD}) for form in forms]
    assert [(answer.status_code, answer.location) for answer in sent] == [(303, "/media/new"), (303, "/account")]
    with database.reading() as db:
        assert len(db.scalars(select(UserSession.id)).all()) == 1


def test_tabs_that_are_opened_at_once_after_signing_in_have_one_token(site: Site, user: User) -> None:
    """The browser restores its tabs: each has only the cookie from before its own answer."""
    client = sign_in(site, user)
    first, second = client, copy_of(site, client)
    forms = [inputs(tab.get("/media/new").text) for tab in (first, second)]
    assert forms[0]["csrf_token"] == forms[1]["csrf_token"]


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
    # The site's name and colours are read once in some seconds, for all pages.
    site.browser().get("/login")
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


def test_signing_out_expires_its_own_cookie_and_asks_the_browser_to_forget_nothing_else(
    site: Site, guest: Guests
) -> None:
    """`Clear-Site-Data` would take what neighbouring sites keep, too."""
    for address, fields in (("/logout", {}), ("/account/sessions", {"where": "everywhere"})):
        client = site.signed_in(site.maker.user())
        answer = client.post(address, data=inputs(client.get("/account").text) | fields)
        assert (answer.status_code, answer.location) == (303, "/login")
        assert f"{site.app.config['SESSION_COOKIE_NAME']}=; Expires=Thu, 01 Jan 1970" in answer.headers["Set-Cookie"]
        assert "Clear-Site-Data" not in answer.headers
    dana = guest()
    dana.enter()
    left = dana.client.post(f"{dana.watch()}/leave", headers={"Sec-Fetch-Dest": "document"})
    assert "Clear-Site-Data" not in left.headers


def test_the_form_says_whom_to_ask_for_a_new_password(site: Site) -> None:
    assert "Forgot your password? Ask an admin of this site." in site.browser().get("/login").text


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
