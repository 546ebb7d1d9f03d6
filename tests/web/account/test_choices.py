"""Choosing a language and a time zone, for a browser and for an account (contract 12.18)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from models.plumbing import database
from models.tables import User
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.site import Site
from tests.web.account.by_password import sign_in
from web.pages import localizing
from web.requests import site_cookies


def test_language_and_zone_of_the_account_hold_on_every_browser(site: Site, user: User) -> None:
    client, other = sign_in(site, user), sign_in(site, user)
    form = inputs(client.get("/account").text) | {"language": "es", "timezone": "America/Lima"}
    assert client.post("/account/choices", data=form).status_code == 303
    for browser in (client, other, sign_in(site, user)):
        assert heading(browser.get("/account").text) == "Tu cuenta"
    # Once known, a choice is in the cookie and no answer sets it again.
    assert "Set-Cookie" not in other.get("/account").headers
    # A guest's page does not ask who is signed in.
    assert '<html lang="en"' in client.get(site.address(site.link())).text


def test_the_zone_of_the_account_goes_before_the_zone_of_the_browser(site: Site, user: User) -> None:
    """`local-time.js` reads it from the page; a guest's page never names one."""
    client = site.signed_in(user)
    assert "data-zone" not in client.get("/account").text
    client.post(
        "/account/choices", data=inputs(client.get("/account").text) | {"language": "", "timezone": "America/Lima"}
    )
    assert 'data-zone="America/Lima"' in client.get("/media").text


@pytest.mark.parametrize("zone", ["Factory", "localtime", "Mars/Olympus"])
def test_instead_of_an_unreadable_zone_the_zone_of_the_site_is_used(site: Site, user: User, zone: str) -> None:
    client = sign_in(site, user)
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(timezone=zone))
    site.link(site.media(user))
    for path in ("/account", "/media", "/media/1", "/media/1/guest-access"):
        assert client.get(path).status_code == 200, path
    assert f'value="{zone}"' not in client.get("/account").text


def test_signing_out_everywhere_removes_the_choices_from_the_browser(site: Site, user: User) -> None:
    client = sign_in(site, user)
    client.post("/account/choices", data=inputs(client.get("/account").text) | {"language": "es", "timezone": ""})
    client.post("/account/sessions", data=inputs(client.get("/account").text) | {"where": "everywhere"})
    assert '<html lang="en"' in client.get("/login").text


@pytest.mark.parametrize(
    "wrong", [{"language": "xx"}, {"timezone": "Mars/Olympus"}, {"timezone": "../etc/passwd"}, {"timezone": "Factory"}]
)
def test_an_unknown_language_or_zone_is_refused(site: Site, user: User, wrong: dict[str, str]) -> None:
    client = sign_in(site, user)
    answer = client.post(
        "/account/choices", data=inputs(client.get("/account").text) | {"language": "", "timezone": ""} | wrong
    )
    assert answer.status_code == 422
    assert set(errors_beside(answer.text)) == set(wrong)


FORMER = "guestlink_language"


def shown_language(browser: FlaskClient, path: str = "/login") -> str:
    return browser.get(path).text.partition('<html lang="')[2][:2]


def test_a_choice_of_a_former_version_is_read_once_and_kept(site: Site) -> None:
    browser = site.browser()
    browser.set_cookie(FORMER, "he")
    assert shown_language(browser) == "he"
    # What another site on this host keeps under the former name does not count any more.
    browser.set_cookie(FORMER, "es")
    assert shown_language(browser) == "he"


@pytest.mark.parametrize("former", ["he", "", "xx"])
def test_a_new_choice_goes_before_one_of_a_former_version(site: Site, former: str) -> None:
    browser = site.browser()
    browser.set_cookie(FORMER, former)
    assert browser.post("/language", data={"language": "es"}).status_code == 303
    assert shown_language(browser) == "es"
    browser.set_cookie("guestlink_language_0123abcd", "he")
    assert shown_language(browser) == "es"


def test_the_choice_of_the_account_replaces_one_of_a_former_version(site: Site, user: User) -> None:
    browser = sign_in(site, user)
    form = inputs(browser.get("/account").text) | {"language": "es", "timezone": ""}
    browser.set_cookie(FORMER, "he")
    assert browser.post("/account/choices", data=form).status_code == 303
    assert shown_language(browser, "/account") == "es"
    assert browser.get_cookie(FORMER) is None


@pytest.mark.parametrize("place", range(3))
def test_every_twin_of_a_choice_is_tried(site: Site, place: int) -> None:
    name, twins = site_cookies.site_name("language"), ["", "xx"]
    twins.insert(place, "he")
    with site.app.test_request_context(headers={"Cookie": "; ".join(f"{name}={each}" for each in twins)}):
        assert localizing.language() == "he"
