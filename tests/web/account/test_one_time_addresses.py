"""The pages of invitations and resets: what they show, when they end, and what is logged (contract 12.43 to 12.45)."""

import logging
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from models.people import inviting, resetting
from models.plumbing import database
from models.tables import User
from models.tables.one_time_address import OneTimeAddress
from tests.conftest import forget
from tests.vocabulary import spoilt_addresses
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import errors_beside, heading, inputs, links
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Site, now
from tests.web.account.by_password import send_sign_in
from web.pages.security import OPENER_POLICY
from web.requests import throttling

CHOSEN = "three words chosen"


def reset(user: User) -> str:
    with database.writing() as db:
        return urlsplit(resetting.make_reset_address(db, user.id, now=now()).url).path


def invite() -> str:
    with database.writing() as db:
        made = inviting.invite_person(db, email="ada@example.com", name="Ada", role="viewer", now=now())[1]
    return urlsplit(made.url).path


def make_older(age: timedelta) -> None:
    with database.writing() as db:
        db.execute(update(OneTimeAddress).values(made_at=now() - age))


@pytest.fixture
def user(site: Site) -> User:
    return site.maker.user()


def test_opening_spends_nothing_and_choosing_signs_in_here_and_out_elsewhere(site: Site, user: User) -> None:
    elsewhere, address = site.signed_in(user), reset(user)
    for method in ("GET", "HEAD", "GET"):
        assert site.browser().open(address, method=method).status_code == 200
    browser = site.browser()
    page = browser.get(address)
    assert heading(page.text) == "Choose a new password"
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "same-origin")
    assert 'name="robots" content="noindex"' in page.text
    assert elsewhere.get("/media").status_code == 200
    answer = browser.post(address, data=inputs(page.text) | {"password": CHOSEN})
    assert (answer.status_code, answer.location) == (303, "/media")
    assert browser.get("/media").status_code == 200
    assert elsewhere.get("/media").status_code == 302
    assert send_sign_in(site.browser(), user.email, PASSWORD).status_code == 422
    assert send_sign_in(site.browser(), user.email, CHOSEN).status_code == 303


def test_once_used_it_answers_410(site: Site, user: User) -> None:
    address, first, second = reset(user), site.browser(), site.browser()
    forms = [inputs(client.get(address).text) for client in (first, second)]
    assert first.post(address, data=forms[0] | {"password": CHOSEN}).status_code == 303
    for answer in (second.post(address, data=forms[1] | {"password": "another one"}), second.get(address)):
        assert (answer.status_code, heading(answer.text)) == (410, "This address has been used")
        assert "/login" in links(answer.text)
    assert send_sign_in(site.browser(), user.email, CHOSEN).status_code == 303


@pytest.mark.parametrize(("age", "status"), [(timedelta(days=7, minutes=-1), 200), (timedelta(days=7), 410)])
def test_after_seven_days_it_answers_410(site: Site, user: User, age: timedelta, status: int) -> None:
    address = reset(user)
    form = inputs(site.browser().get(address).text)
    make_older(age)
    assert site.browser().get(address).status_code == status
    if status == 410:
        assert heading(site.browser().get(address).text) == "This address has expired"
        assert site.browser().post(address, data=form | {"password": CHOSEN}).status_code == 410
        assert send_sign_in(site.browser(), user.email, PASSWORD).status_code == 303


def test_an_invited_person_is_welcomed_and_signed_in(site: Site) -> None:
    address, browser = invite(), site.browser()
    page = browser.get(address).text
    assert heading(page) == "Welcome to Guestlink"
    assert "ada@example.com" in page
    assert browser.post(address, data=inputs(page) | {"password": CHOSEN}).status_code == 303
    assert "Ada" in browser.get("/media").text


@pytest.mark.parametrize("password", ["", "short", "x" * 1001, "password123", "ada@example.com"])
def test_a_bad_password_is_refused_beside_its_field_and_spends_nothing(site: Site, password: str) -> None:
    address, browser = invite(), site.browser()
    form = inputs(browser.get(address).text)
    answer = browser.post(address, data=form | {"password": password})
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, ["password"])
    assert inputs(answer.text)["password"] == ""
    assert browser.post(address, data={"password": CHOSEN}).status_code == 422, "without its token"
    assert browser.post(address, data=form | {"password": CHOSEN}).status_code == 303


def test_who_is_signed_in_already_is_told_that_this_is_another_account(site: Site, user: User) -> None:
    address, other = reset(user), site.signed_in(site.maker.user())
    page = other.get(address).text
    assert "You are signed in as" in page
    assert "You are signed in as" not in site.signed_in(user).get(address).text
    assert other.post(address, data=inputs(page) | {"password": CHOSEN}).status_code == 303
    assert user.email in other.get("/account").text


def test_where_passwords_are_off_it_is_of_no_use(site: Site, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reset(user)
    form = inputs(site.browser().get(address).text)
    off = {"OIDC_ISSUER": "https://id.example.org", "OIDC_CLIENT_ID": "c", "OIDC_CLIENT_SECRET": "s"}
    for name, value in (off | {"PASSWORD_FORM": "off"}).items():
        monkeypatch.setenv(f"GUESTLINK_{name}", value)
    forget()
    with database.writing() as db:
        db.execute(
            update(User).where(User.id == site.maker.user("admin").id).values(oidc_subject=f"{off['OIDC_ISSUER']} 1")
        )
    for answer in (site.browser().get(address), site.browser().post(address, data=form | {"password": CHOSEN})):
        assert (answer.status_code, heading(answer.text)) == (403, "You cannot sign in with a password")


def test_tries_at_one_address_are_throttled_and_other_addresses_are_not(site: Site, user: User) -> None:
    address, browser = reset(user), site.browser()
    form = inputs(browser.get(address).text) | {"password": user.name.replace(" ", "") + "12"}
    most = throttling.SIGN_INS_OF_ONE_ACCOUNT.amount
    assert [browser.post(address, data=form).status_code for _ in range(most)] == [422] * most
    answer = browser.post(address, data=form | {"password": CHOSEN})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    other = invite()
    assert browser.post(other, data=inputs(browser.get(other).text) | {"password": CHOSEN}).status_code == 303


def test_no_log_line_holds_the_address_and_events_name_ids(
    site: Site, user: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address, browser = reset(user), site.browser()
    form = inputs(browser.get(address).text)
    browser.post(address, data=form | {"password": "short"})
    browser.post(address, data=form | {"password": CHOSEN})
    browser.get(address)
    written = [str(vars(record)) for record in caplog.records]
    assert any("'rule': '/setup/<token>'" in line for line in written)
    secrets = (address.rpartition("/")[2], CHOSEN, user.email, user.name)
    assert [secret for secret in secrets if any(secret in line for line in written)] == []
    events = [(each.getMessage(), vars(each).get("person_id")) for each in caplog.records if "security" in each.name]
    assert events == [("password chosen", user.id), ("signed in", None), ("one-time address refused", None)]


def test_an_unknown_address_says_what_may_have_happened_to_it(site: Site) -> None:
    answer = site.browser().get("/setup/made-up")
    assert (answer.status_code, heading(answer.text)) == (404, "This address does not work")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_spoilt_address_is_sent_on_to_the_right_one(site: Site, user: User, method: str) -> None:
    """Mail and chat spoil it as they spoil a guest link (contract 3.39)."""
    address = reset(user)
    browser = site.browser()
    for path in spoilt_addresses.spoilt(address.removeprefix("/setup/"), "setup"):
        answer = spoilt_addresses.ask(browser, path, method)
        assert (answer.status_code, answer.location) == (308, address), path
        assert OPENER_POLICY[0] not in answer.headers, path
    opened = browser.get(address)
    assert (opened.status_code, OPENER_POLICY[0] in opened.headers) == (200, False), "nothing was counted as a guess"


def test_an_unknown_spoilt_address_is_a_guess_at_its_right_address(site: Site) -> None:
    browser, path = site.browser(), f"/setup/{'x' * 32}."
    for _ in range(throttling.UNKNOWN_TOKENS.amount):
        assert browser.get(path, follow_redirects=True).status_code == 404
    assert browser.get(path, follow_redirects=True).status_code == 429


@pytest.mark.parametrize("path", ["/setup/short", "/setup/short.", f"/setup/{'x' * 33}", f"/setup/{'x' * 31}%20"])
def test_what_holds_no_token_says_what_may_have_happened_to_it(site: Site, path: str) -> None:
    answer = site.browser().get(path)
    assert (answer.status_code, heading(answer.text)) == (404, "This address does not work")


def test_no_spelling_of_an_address_comes_into_the_log(site: Site, user: User, tmp_path: Path) -> None:
    address = reset(user)
    secret = address.removeprefix("/setup/")
    with real_server(tmp_path / "log") as server:
        for path in list(spoilt_addresses.spoilt(secret, "setup"))[::7]:
            answer = server.ask(path)
            assert (answer.status, answer.headers["Location"]) == (308, address), path
    log = (tmp_path / "log").read_text()
    assert [part for part in (secret[:20], secret[-20:]) if part in log] == []
