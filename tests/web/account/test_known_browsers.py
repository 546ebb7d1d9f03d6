"""The cookie of a browser that has signed in before: for which account it counts, and how long (contract 12.40)."""

from collections.abc import Iterator
from itertools import count

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from models.people import accounts
from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site, now
from tests.web.account.by_password import send_sign_in, sign_in
from tests.web.account.guessing import MOST, guess, known, sign_out, tries, use_up_account
from web.account import known_browsers

COOKIE = "guestlink_known"


@pytest.fixture
def addresses() -> Iterator[str]:
    return (f"198.51.100.{number}" for number in count(1))


def test_the_cookie_of_one_account_is_worth_nothing_at_another(
    site: Site, user: User, addresses: Iterator[str]
) -> None:
    thief, other = known(site, user), site.maker.user()
    use_up_account(site, other.email, addresses)
    assert tries(thief, other, PASSWORD) == 429
    assert tries(thief, user, PASSWORD) == 303


def test_people_who_share_a_browser_are_all_known_there(site: Site, addresses: Iterator[str]) -> None:
    people = [site.maker.user() for _ in range(known_browsers.MOST_ENTRIES)]
    browser = site.browser()
    for each in [*people, *people]:
        assert tries(browser, each, PASSWORD) == 303
        sign_out(browser)
    use_up_account(site, people[0].email, addresses)
    assert tries(browser, people[0], PASSWORD) == 303


def test_after_a_change_of_the_password_only_the_browser_that_changed_it_is_known(
    site: Site, user: User, addresses: Iterator[str]
) -> None:
    old, browser = known(site, user), sign_in(site, user)
    form = inputs(browser.get("/account").text) | {"current": PASSWORD, "new": "another good one"}
    assert browser.post("/account/password", data=form).status_code == 303
    sign_out(browser)
    use_up_account(site, user.email, addresses)
    assert tries(old, user, "another good one") == 429
    assert tries(browser, user, "another good one") == 303


def test_a_disabled_account_is_as_an_unknown_one_and_its_browsers_are_known_again_when_it_is_enabled(
    site: Site, user: User, addresses: Iterator[str]
) -> None:
    browser = known(site, user)
    with database.writing() as db:
        accounts.disable_user(db, user.id, now=now())
    assert [tries(browser, user, PASSWORD) for _ in range(MOST + 1)] == [422] * MOST + [429]
    with database.writing() as db:
        accounts.enable_user(db, user.id)
    assert guess(site, user.email, address=next(addresses), password=PASSWORD) == 429
    assert tries(browser, user, PASSWORD) == 303


@pytest.mark.parametrize("made_up", ["", "~", "a.b.c", "..", "x" * 4000, "a.b.c~" * 500, "é.ü.ß", "a.b", "\0.\0.\0"])
def test_a_made_up_cookie_makes_no_browser_known(
    site: Site, user: User, addresses: Iterator[str], made_up: str
) -> None:
    use_up_account(site, user.email, addresses)
    browser = site.browser()
    for name in (COOKIE, known_browsers.cookie_name()):
        browser.set_cookie(name, made_up, path="/login")
        assert tries(browser, user, PASSWORD) == 429
        assert not known_browsers.names_account(MultiDict({name: made_up}), user.email)


def value(browser: FlaskClient) -> str:
    cookie = browser.get_cookie(known_browsers.cookie_name(), path="/login")
    assert cookie is not None
    return cookie.value


def test_the_cookie_of_a_former_version_counts_until_the_next_sign_in(
    site: Site, user: User, addresses: Iterator[str]
) -> None:
    """Nobody is unknown because of an upgrade, also the others who share the browser."""
    other = site.maker.user()
    browser = known(site, other)
    assert tries(browser, user, PASSWORD) == 303
    upgraded = site.browser()
    upgraded.set_cookie(COOKIE, value(browser), path="/login")
    for each in (user, other):
        use_up_account(site, each.email, addresses)
        assert tries(upgraded, each, PASSWORD) == 303
        sign_out(upgraded)
        # From then on it does not count, so another site on this host may write it.
        upgraded.set_cookie(COOKIE, "of.another.site", path="/login")


def test_two_sites_on_one_host_keep_their_known_browsers(site: Site, user: User, addresses: Iterator[str]) -> None:
    browser = known(site, user)
    for name in ("guestlink_known_0123abcd", COOKIE):
        browser.set_cookie(name, "of.another.site", path="/login")
    use_up_account(site, user.email, addresses)
    assert tries(browser, user, PASSWORD) == 303


@pytest.mark.parametrize("place", range(3))
def test_every_twin_of_the_cookie_is_tried(site: Site, user: User, place: int) -> None:
    name, twins = known_browsers.cookie_name(), ["", "of.another.time"]
    twins.insert(place, value(known(site, user)))
    assert known_browsers.names_account(MultiDict([(name, each) for each in twins]), user.email)
    with site.app.test_request_context(headers={"Cookie": "; ".join(f"{name}={each}" for each in twins)}):
        assert known_browsers.browser_of(user) is not None


def test_the_cookie_goes_to_the_sign_in_page_only_and_not_to_scripts(site: Site, user: User) -> None:
    answer = send_sign_in(site.browser(), user.email, PASSWORD)
    [cookie] = [value for value in answer.headers.getlist("Set-Cookie") if value.startswith(COOKIE)]
    parts = cookie.split("; ")
    assert {"Path=/login", "HttpOnly", "SameSite=Lax"} <= set(parts)
    assert user.email not in cookie
    assert not [
        value
        for value in send_sign_in(site.browser(), user.email, "wrong").headers.getlist("Set-Cookie")
        if value.startswith(COOKIE)
    ]
