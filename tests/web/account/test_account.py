"""The account page, and that signing out ends what was copied (SPEC 4; issue: sign-in)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from models.plumbing import db
from models.tables import User, UserSession
from tests.making import PASSWORD
from tests.web.reading import errors_beside, heading, inputs
from tests.web.site import Site, now


@pytest.fixture
def user(site: Site) -> User:
    return site.maker.user()


def sign_in(site: Site, user: User, password: str = PASSWORD) -> FlaskClient:
    client = site.browser()
    form = inputs(client.get("/login").text) | {"email": user.email, "password": password}
    client.post("/login", data=form, headers={"User-Agent": "Firefox <1>"})
    return client


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
    client, other = sign_in(site, user), sign_in(site, user)
    thief = copied(site, client)
    client.post("/login", data=inputs(client.get("/login").text) | {"email": user.email, "password": PASSWORD})
    assert (is_in(client), is_in(thief), is_in(other)) == (True, False, True)


@pytest.mark.parametrize(("minutes", "written"), [(9, False), (11, True)])
def test_a_page_keeps_the_session_and_writes_so_seldom(site: Site, user: User, minutes: int, written: bool) -> None:
    client, before = sign_in(site, user), now() - timedelta(minutes=minutes)
    with db.writing() as session:
        session.execute(update(UserSession).values(last_seen_at=before))
    assert is_in(client)
    with db.reading() as session:
        assert (session.scalars(select(UserSession.last_seen_at)).one() != before) is written


def test_who_carries_no_session_costs_no_query(site: Site) -> None:
    asked: list[object] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    statuses = [site.browser().get(address).status_code for address in ("/login", "/media", "/account")]
    assert (statuses, asked) == ([200, 302, 302], [])


@pytest.mark.parametrize(("where", "here"), [("elsewhere", True), ("everywhere", False)])
def test_signing_out_elsewhere_or_everywhere(site: Site, user: User, where: str, here: bool) -> None:
    client, other, stranger = sign_in(site, user), sign_in(site, user), sign_in(site, site.maker.user())
    page = client.get("/account").text
    assert page.count("Signed in since") == 2
    assert page.count("Firefox &lt;1&gt;") == 2
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


def test_a_wrong_old_password_is_named_and_guessing_it_is_throttled(site: Site, user: User) -> None:
    client = sign_in(site, user)
    form = inputs(client.get("/account").text) | {"current": "wrong", "new": "another good one"}
    first = client.post("/account/password", data=form)
    assert (first.status_code, errors_beside(first.text)) == (422, {"current": "This is not your password"})
    assert "another good one" not in first.text
    statuses = [client.post("/account/password", data=form).status_code for _ in range(10)]
    assert statuses[-1] == 429


def test_language_and_zone_are_the_accounts_own_on_every_browser(site: Site, user: User) -> None:
    client, other = sign_in(site, user), sign_in(site, user)
    form = inputs(client.get("/account").text) | {"language": "es", "timezone": "America/Lima"}
    assert client.post("/account/choices", data=form).status_code == 303
    for browser in (client, other, sign_in(site, user)):
        assert heading(browser.get("/account").text) == "Tu cuenta"
    # Once known, a choice is in the cookie and no answer sets it again.
    assert "Set-Cookie" not in other.get("/account").headers
    # A guest's page asks nobody who is signed in.
    assert '<html lang="en"' in client.get(site.address(site.link())).text


def test_signing_out_everywhere_leaves_no_choice_to_the_next_person(site: Site, user: User) -> None:
    client = sign_in(site, user)
    client.post("/account/choices", data=inputs(client.get("/account").text) | {"language": "es", "timezone": ""})
    client.post("/account/sessions", data=inputs(client.get("/account").text) | {"where": "everywhere"})
    assert '<html lang="en"' in client.get("/login").text


@pytest.mark.parametrize(
    "wrong", [{"language": "xx"}, {"timezone": "Mars/Olympus"}, {"timezone": "../etc/passwd"}, {"timezone": "\0"}]
)
def test_an_unknown_language_or_zone_is_refused(site: Site, user: User, wrong: dict[str, str]) -> None:
    client = sign_in(site, user)
    answer = client.post(
        "/account/choices", data=inputs(client.get("/account").text) | {"language": "", "timezone": ""} | wrong
    )
    assert answer.status_code == 422
    assert set(errors_beside(answer.text)) == set(wrong)


@pytest.mark.parametrize("cookie", ["", "x", "1:0", "a" * 5000])
def test_a_made_up_session_is_nobody(site: Site, cookie: str) -> None:
    client = site.browser()
    with client.session_transaction() as session:
        session["_user_id"] = cookie
    assert client.get("/media").status_code == 302
