"""The account page, and that signing out ends what was copied (contract 12.5, 12.7)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from models.plumbing import database
from models.tables import User, UserSession
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Guest, Site, now
from tests.web.account.by_password import sign_in


def is_in(client: FlaskClient) -> bool:
    return client.get("/media").status_code == 200


def copied(site: Site, client: FlaskClient) -> FlaskClient:
    cookie = client.get_cookie("guestlink_owner")
    assert cookie is not None
    thief = site.browser()
    thief.set_cookie("guestlink_owner", cookie.value)
    return thief


def test_a_copied_cookie_is_dead_after_signing_out_and_other_browsers_are_not(site: Site, user: User) -> None:
    client, other = sign_in(site, user), sign_in(site, user)
    thief = copied(site, client)
    assert is_in(client)
    assert is_in(thief)
    client.post("/logout", data=inputs(client.get("/account").text))
    assert not is_in(thief)
    assert not is_in(client)
    assert is_in(other)


def test_signing_in_again_ends_the_earlier_session_of_this_browser_only(site: Site, user: User) -> None:
    """No page offers it to who is in; a form may come all the same."""
    client, other = sign_in(site, user), sign_in(site, user)
    thief = copied(site, client)
    token = inputs(client.get("/account").text)["csrf_token"]
    client.post("/login", data={"csrf_token": token, "email": user.email, "password": PASSWORD})
    assert (is_in(client), is_in(thief), is_in(other)) == (True, False, True)


@pytest.mark.parametrize(("minutes", "written"), [(9, False), (11, True)])
def test_a_page_keeps_the_session_and_writes_so_seldom(site: Site, user: User, minutes: int, written: bool) -> None:
    client, before = sign_in(site, user), now() - timedelta(minutes=minutes)
    with database.writing() as db:
        db.execute(update(UserSession).values(last_seen_at=before))
    assert is_in(client)
    with database.reading() as db:
        assert (db.scalars(select(UserSession.last_seen_at)).one() != before) is written


def test_who_carries_no_session_costs_no_query(site: Site) -> None:
    asked: list[object] = []
    event.listen(database.engine(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    statuses = [site.browser().get(address).status_code for address in ("/login", "/media", "/account")]
    assert (statuses, asked) == ([200, 302, 302], [])


@pytest.mark.parametrize(("where", "here"), [("elsewhere", True), ("everywhere", False)])
def test_signing_out_elsewhere_or_everywhere(site: Site, user: User, where: str, here: bool) -> None:
    client, other, stranger = sign_in(site, user), sign_in(site, user), sign_in(site, site.maker.user())
    page = client.get("/account").text
    assert page.count("Signed in since") == 2
    assert page.count("Firefox on Linux") == 2
    assert "Firefox/140" not in page
    assert page.count("This browser") == 1
    client.post("/account/sessions", data=inputs(page) | {"where": where})
    assert (is_in(client), is_in(other), is_in(stranger)) == (here, False, True)


def test_a_changed_password_ends_every_other_browser(site: Site, user: User) -> None:
    client, other = sign_in(site, user), sign_in(site, user)
    form = inputs(client.get("/account").text) | {"current": PASSWORD, "new": "another good one"}
    assert client.post("/account/password", data=form).status_code == 303
    assert (is_in(client), is_in(other)) == (True, False)
    assert not is_in(sign_in(site, user))
    assert is_in(sign_in(site, user, "another good one"))


def test_a_changed_password_ends_the_copies_of_this_browsers_cookie_too(site: Site, user: User) -> None:
    client = sign_in(site, user)
    form = inputs(client.get("/account").text) | {"current": PASSWORD, "new": "another good one"}
    thief = copied(site, client)
    assert is_in(thief)
    client.post("/account/password", data=form)
    assert not is_in(thief)
    assert "Your password was changed." in client.get("/account").text
    assert is_in(client)


def test_a_wrong_old_password_is_named_and_guessing_it_is_throttled(site: Site, user: User) -> None:
    client = sign_in(site, user)
    form = inputs(client.get("/account").text) | {"current": "wrong", "new": "another good one"}
    first = client.post("/account/password", data=form)
    assert (first.status_code, errors_beside(first.text)) == (422, {"current": "This is not your password"})
    assert "another good one" not in first.text
    answers = [client.post("/account/password", data=form) for _ in range(10)]
    assert [answer.status_code for answer in answers] == [422] * 9 + [429]
    assert "Too many tries. Wait a minute, then try again." in answers[-1].text
    assert answers[-1].headers["Retry-After"] == "60"
    # Not by guessing right, either.
    assert client.post("/account/password", data=form | {"current": PASSWORD}).status_code == 429
    assert is_in(sign_in(site, user))


def test_who_is_signed_in_is_not_asked_to_sign_in(site: Site, user: User) -> None:
    client = site.signed_in(user)
    assert client.get("/login").location == "/media"
    assert client.get("/login?next=/account").location == "/account"
    assert client.get("/login?next=//evil.example").location == "/media"


@pytest.mark.parametrize("cookie", ["", "x", "1:0", "a" * 5000])
def test_a_made_up_session_is_nobody(site: Site, cookie: str) -> None:
    client = site.browser()
    with client.session_transaction() as session:
        session["_user_id"] = cookie
    assert client.get("/media").status_code == 302


def test_the_password_form_names_its_account_for_password_managers_and_masks_both_fields(site: Site) -> None:
    user = site.maker.user()
    page = site.signed_in(user).get("/account").text
    fields = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', page) for name in ("username", "current", "new")}
    username, current, new = (found.group(0) if found else "" for found in fields.values())
    assert f'value="{user.email}"' in username
    assert 'type="text"' in username
    assert 'autocomplete="username"' in username
    assert username.endswith("hidden>")
    assert 'type="password"' in current
    assert 'autocomplete="current-password"' in current
    assert 'type="password"' in new
    assert 'autocomplete="new-password"' in new
    assert "onpaste" not in page


def test_a_new_password_that_is_guessed_first_is_named_beside_its_field(site: Site) -> None:
    user = site.maker.user()
    client = site.signed_in(user)
    form = inputs(client.get("/account").text) | {"current": PASSWORD, "new": "password123"}
    answer = client.post("/account/password", data=form)
    assert answer.status_code == 422
    assert "first that are guessed" in errors_beside(answer.text)["new"]
    assert client.post("/account/password", data=form | {"new": "Louise Smith 99"}).status_code == 422
    assert client.post("/account/password", data=form | {"new": "x" * 64 + " two words"}).status_code == 303


def test_signing_out_and_leaving_tell_the_browser_to_forget_pages_but_not_a_guests_cookies(
    site: Site, guest: Callable[..., Guest]
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
