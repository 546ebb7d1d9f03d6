"""Guessing passwords: strangers are held up at the account and at the address, a browser that has signed in before is
held up by nobody but itself (contract 3.34, 3.35, 12.40)."""

from collections.abc import Iterator
from itertools import count

import pytest
from limits import RateLimitItemPerMinute
from sqlalchemy import update

from models.people import passwords
from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from tests.web.account.by_password import is_signed_in
from tests.web.account.guessing import MOST, guess, known, tries, use_up_account
from web.requests import throttling
from web.requests.throttling import SIGN_INS


@pytest.fixture
def addresses() -> Iterator[str]:
    return (f"198.51.100.{number}" for number in count(1))


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
