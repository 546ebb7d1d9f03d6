"""Admins make one-time addresses: for a new person, and for one who has forgotten their password (contract 12.44)."""

import logging
import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import User
from models.tables.one_time_address import OneTimeAddress
from tests.vocabulary.maker import NOW
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Site
from tests.web.account.by_password import send_sign_in
from tests.web.admin.conftest import Admin
from tests.web.cli.conftest import Run, run  # noqa: F401 (a fixture)

ADA = {"email": "ada@example.com", "name": "Ada", "role": "contributor", "signs_in": "address"}
CHOSEN = "three words chosen"


def choose(site: Site, url: str) -> int:
    browser, address = site.browser(), urlsplit(url).path
    return browser.post(address, data=inputs(browser.get(address).text) | {"password": CHOSEN}).status_code


def address_on(page: str) -> str:
    (found,) = {part for part in page.split('"') if "/setup/" in part}
    return found


def test_an_admin_adds_a_person_who_chooses_their_own_password(admin: Admin, site: Site) -> None:
    page = admin.post("/admin/users/new", **ADA)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    url = address_on(page.text)
    assert f'data-copy="{url}"' in page.text
    assert send_sign_in(site.browser(), ADA["email"], "").status_code == 422
    assert choose(site, url) == 303
    assert send_sign_in(site.browser(), ADA["email"], CHOSEN).status_code == 303
    assert url not in admin.client.get("/admin/users").text


def test_somebody_who_may_share_and_chooses_their_password_is_offered_first(admin: Admin) -> None:
    page = admin.client.get("/admin/users/new").text
    assert re.findall(r'<option selected value="(\w+)"', page) == ["contributor", "address"]


def test_a_refused_person_gets_no_address(admin: Admin, site: Site) -> None:
    answer = admin.post("/admin/users/new", **ADA | {"email": admin.user.email})
    assert errors_beside(answer.text) == {"email": "There is already an account with this email address"}
    assert errors_beside(admin.post("/admin/users/new", **ADA | {"name": "", "email": ""}).text).keys() == {
        "email",
        "name",
    }
    with database.reading() as db:
        assert db.scalars(select(OneTimeAddress.id)).all() == []
    assert site.state()["user_account"] == 1


def test_a_reset_address_is_shown_once_and_the_person_sees_it_work(
    admin: Admin, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    user = site.maker.user()
    page = admin.post(f"/admin/users/{user.id}", do="reset")
    url = address_on(page.text)
    again = admin.client.get(f"/admin/users/{user.id}").text
    assert "/setup/" not in again
    assert "They have an address that works until" in again
    assert choose(site, url) == 303
    assert "They have an address" not in admin.client.get(f"/admin/users/{user.id}").text
    (made,) = [each for each in caplog.records if each.getMessage() == "one-time address made"]
    assert (vars(made)["user_id"], vars(made)["person_id"]) == (admin.user.id, user.id)
    assert url.rpartition("/")[2] not in caplog.text


def test_a_disabled_person_gets_no_reset_address(admin: Admin, site: Site) -> None:
    user = site.maker.user()
    with database.writing() as db:
        db.get_one(User, user.id).disabled_at = NOW
    assert "Make a reset address" not in admin.client.get(f"/admin/users/{user.id}").text
    answer = admin.post(f"/admin/users/{user.id}", do="reset")
    assert answer.status_code == 409
    assert "This account is disabled. Enable it first." in answer.text


@pytest.mark.parametrize("role", ["viewer", "contributor"])
def test_nobody_else_makes_one(site: Site, role: str) -> None:
    user, other = site.maker.user(role), site.maker.user("admin")
    browser = site.signed_in(user)
    form = inputs(browser.get("/account").text) | {"do": "reset"}
    assert browser.post(f"/admin/users/{other.id}", data=form).status_code == 403
    with database.reading() as db:
        assert db.scalars(select(OneTimeAddress.id)).all() == []


def test_the_command_line_prints_addresses(site: Site, run: Run) -> None:  # noqa: F811
    invited = run("user", "invite", "ada@example.com", "--name", "Ada", "--role", "viewer", "--json").document
    assert (invited["email"], invited["role"]) == ("ada@example.com", "viewer")
    assert choose(site, invited["address"]) == 303
    reset = run("user", "reset", "ADA@example.com", "--json").document
    assert set(reset) == set(invited) > {"address", "works_until"}
    assert choose(site, reset["address"]) == 303
    assert "There is no user" in run("user", "reset", "nobody@example.com").refused()
    again = run("user", "invite", "ada@example.com", "--name", "Ada", "--role", "viewer").refused()
    assert again == "There is already an account with this email address"


def test_what_the_command_line_prints_for_people_holds_an_address_that_works(site: Site, run: Run) -> None:  # noqa: F811
    user = site.maker.user()
    (url,) = [word for word in run("user", "reset", user.email).out.split() if "/setup/" in word]
    assert choose(site, url) == 303
