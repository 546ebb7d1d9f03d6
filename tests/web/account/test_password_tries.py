"""Guessing passwords: strangers are held up at the account and at the address, a browser that has signed in before is
held up by nobody but itself (contract 3.34, 3.35, 12.40)."""

from collections.abc import Iterator
from itertools import count

import pytest
from flask.testing import FlaskClient
from limits import RateLimitItemPerMinute
from sqlalchemy import update

from models.people import accounts, passwords
from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site, now
from tests.web.account.by_password import is_signed_in, send_sign_in, sign_in
from web.account import known_browsers
from web.requests import throttling
from web.requests.throttling import SIGN_INS, SIGN_INS_OF_ONE_ACCOUNT

MOST = SIGN_INS_OF_ONE_ACCOUNT.amount
COOKIE = "guestlink_known"


@pytest.fixture
def addresses() -> Iterator[str]:
    return (f"198.51.100.{number}" for number in count(1))


def guess(site: Site, email: str, *, address: str = "192.0.2.1", password: str = "wrong") -> int:
    return send_sign_in(site.browser(), email, password, address=address).status_code


def use_up_account(site: Site, email: str, addresses: Iterator[str]) -> None:
    for _ in range(MOST):
        guess(site, email, address=next(addresses))
    assert guess(site, email, address=next(addresses), password=PASSWORD) == 429


def known(site: Site, user: User) -> FlaskClient:
    """A browser that has signed in to this account, and is signed out now."""
    browser = sign_in(site, user)
    sign_out(browser)
    return browser


def sign_out(browser: FlaskClient) -> None:
    browser.delete_cookie(browser.application.config["SESSION_COOKIE_NAME"])


def tries(browser: FlaskClient, user: User, password: str = "wrong") -> int:
    return send_sign_in(browser, user.email, password).status_code


@pytest.mark.parametrize("exists", [True, False])
def test_tries_from_many_addresses_are_held_up_at_the_account(
    site: Site, user: User, addresses: Iterator[str], exists: bool
) -> None:
    email = user.email if exists else "nobody@example.com"
    answers = [guess(site, email, address=next(addresses)) for _ in range(MOST + 1)]
    assert answers == [422] * MOST + [429]
    assert guess(site, site.maker.user().email, address="192.0.2.1") == 422, "another account notices nothing"


@pytest.mark.parametrize("exists", [True, False])
def test_all_spellings_of_an_address_are_one_account(
    site: Site, user: User, addresses: Iterator[str], exists: bool
) -> None:
    email = user.email if exists else "nobody@example.com"
    local, domain = email.split("@")
    spellings = [
        email,
        email.upper(),
        f" {email}",
        f"{email}\t",
        f"{local.title()}@{domain}",
        f"{local}@{domain.upper()}",
    ]
    spellings += [f"\u200b{email}", f"{email}\u00a0", f"{local}@\uff25xample.com", email]
    assert [guess(site, spelling, address=next(addresses)) for spelling in spellings] == [422] * MOST
    assert {guess(site, spelling, address=next(addresses)) for spelling in spellings} == {429}


def test_tries_at_many_accounts_are_held_up_at_the_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SIGN_INS.amount >= 40, "a whole office behind one address"
    monkeypatch.setattr(throttling, "SIGN_INS", RateLimitItemPerMinute(5))
    user = site.maker.user()
    # Two addresses of one /64 are one client, and so are two spellings of an address.
    spellings = ["2001:db8::1", "2001:db8::2", "2001:0db8:0:0::3", "[2001:db8::1]:443", "2001:db8:0:0:ffff::"]
    assert [guess(site, f"{each}@example.com", address=address) for each, address in enumerate(spellings)] == [422] * 5
    assert guess(site, user.email, address="2001:db8::99", password=PASSWORD) == 429
    assert guess(site, user.email, address="2001:db8:0:1::1", password=PASSWORD) == 303, "another network"


def test_a_known_browser_is_not_held_up_by_strangers_at_its_account_or_address(
    site: Site, user: User, addresses: Iterator[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "SIGN_INS", RateLimitItemPerMinute(MOST))
    browser = known(site, user)
    use_up_account(site, user.email, addresses)
    for number in range(MOST):
        guess(site, f"{number}@example.com", address="127.0.0.1")
    assert guess(site, "x@example.com", address="127.0.0.1") == 429
    assert tries(browser, user) == 422, "its own wrong tries are judged too"
    assert tries(browser, user, PASSWORD) == 303


def test_a_known_browser_is_held_up_by_itself_and_holds_up_nobody(site: Site, user: User) -> None:
    browser, other = known(site, user), known(site, user)
    assert [tries(browser, user) for _ in range(MOST + 1)] == [422] * MOST + [429]
    assert tries(browser, user, PASSWORD) == 429
    assert tries(other, user, PASSWORD) == 303
    assert guess(site, user.email, address="127.0.0.1", password=PASSWORD) == 303


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
    browser.set_cookie(COOKIE, made_up, path="/login")
    assert tries(browser, user, PASSWORD) == 429
    assert not known_browsers.names_account(made_up, user.email)


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


def test_a_right_password_ends_the_counting_of_strangers_tries(site: Site, user: User) -> None:
    for _ in range(3):
        for _ in range(MOST - 1):
            assert guess(site, user.email) == 422
        assert guess(site, user.email, password=PASSWORD) == 303


def test_a_password_that_is_changed_while_it_is_tried_signs_nobody_in(
    site: Site, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_password_of = passwords.is_password_of

    def change_meanwhile(user: User | None, password: str) -> bool:
        is_right = is_password_of(user, password)
        with database.writing() as db:
            db.execute(update(User).values(password_hash="another one"))
        return is_right

    monkeypatch.setattr(passwords, "is_password_of", change_meanwhile)
    thief = site.browser()
    assert tries(thief, user, PASSWORD) == 422
    assert not is_signed_in(thief)


def test_guesses_of_the_current_password_are_held_up_at_any_address(site: Site, user: User) -> None:
    browsers = [site.signed_in(user) for _ in range(MOST + 1)]
    answers = []
    for number, browser in enumerate(browsers):
        form = inputs(browser.get("/account").text) | {"current": "wrong", "new": "another good one"}
        from_address = {"REMOTE_ADDR": f"198.51.100.{number}"}
        answers.append(browser.post("/account/password", data=form, environ_base=from_address).status_code)
    assert answers == [422] * MOST + [429]
