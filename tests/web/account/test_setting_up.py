"""Setting up the first admin at the one-time address (contract 12.3)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from models.people import setting_up
from models.plumbing import database
from models.tables.one_time_address import OneTimeAddress
from tests.vocabulary.pages import errors_beside, heading, inputs, links
from tests.vocabulary.site import Site, now

ADMIN = {"email": "admin@example.com", "name": "Ada", "password": "a good password"}


@pytest.fixture
def setup_address(site: Site) -> str:
    with database.writing() as db:
        made = setting_up.make_setup_address(db, now=now())
    assert made is not None
    return urlsplit(made.url).path


def test_the_set_up_address_works_once(site: Site, setup_address: str) -> None:
    first, late = site.browser(), site.browser()
    forms = [inputs(client.get(setup_address).text) | ADMIN for client in (first, late)]
    assert first.post(setup_address, data=forms[0]).status_code == 303
    assert first.get("/media").status_code == 200
    assert site.state()["user_account"] == 1
    # Also somebody who pressed the button twice is led to signing in, and from there on.
    for client, wanted in ((late, 200), (first, 303)):
        page = client.get(setup_address)
        assert (page.status_code, heading(page.text)) == (410, "This site is set up already")
        assert "/login" in links(page.text)
        again = client.post(setup_address, data=forms[1] | {"email": "eve@example.com"})
        assert (again.status_code, again.location) == (303, "/login")
        assert client.get("/login").status_code == wanted
    assert site.state()["user_account"] == 1


def test_the_set_up_form_keeps_what_was_typed_but_the_password(site: Site, setup_address: str) -> None:
    client = site.browser()
    for wrong in ({"email": "x"}, {"name": "\0"}, {"password": "short"}, {"password": "x" * 9999}):
        answer = client.post(setup_address, data=inputs(client.get(setup_address).text) | ADMIN | wrong)
        assert answer.status_code == 422, wrong
        assert not inputs(answer.text)["password"]
        assert inputs(answer.text)["email"] == wrong.get("email", ADMIN["email"])
    assert client.post(setup_address, data=ADMIN).status_code == 422, "without its token"
    assert site.state()["user_account"] == 0


def test_the_first_admin_has_a_password(site: Site, setup_address: str) -> None:
    client = site.browser()
    form = inputs(client.get(setup_address).text) | ADMIN | {"password": ""}
    assert client.post(setup_address, data=form).status_code == 422
    assert site.state()["user_account"] == 0


def test_the_set_up_address_lives_until_an_admin_can_sign_in(site: Site, setup_address: str) -> None:
    colleague = site.maker.user("viewer")
    assert site.browser().get(setup_address).status_code == 200
    client = site.signed_in(colleague)
    page = client.get(setup_address).text
    assert "Make this the admin account" in page
    assert client.post(setup_address, data={"do": "me"}).status_code == 400, "without its token"
    assert client.post(setup_address, data=inputs(page)).status_code == 303
    assert client.get("/admin/users").status_code == 200
    assert site.browser().get(setup_address).status_code == 410


def test_only_somebody_who_is_signed_in_becomes_the_admin_without_a_form(site: Site, setup_address: str) -> None:
    answer = site.browser().post(setup_address, data={"do": "me"})
    assert (answer.status_code, answer.location) == (303, f"/login?next={setup_address}")
    assert site.browser().get("/setup/made-up").status_code == 404


def test_everything_that_is_wrong_is_named_at_once(site: Site, setup_address: str) -> None:
    client = site.browser()
    form = inputs(client.get(setup_address).text)
    answer = client.post(setup_address, data=form | {"email": "", "name": "🎉", "password": ""})
    assert errors_beside(answer.text) == {
        "email": "Enter your email address",
        "name": "Enter your name",
        "password": "Password must be 8 characters or more",
    }


@pytest.mark.parametrize(("seconds", "status"), [(-60, 200), (0, 410)])
def test_the_set_up_address_ends_after_seven_days(site: Site, setup_address: str, seconds: int, status: int) -> None:
    with database.writing() as db:
        db.execute(update(OneTimeAddress).values(made_at=now() - timedelta(days=7, seconds=seconds)))
    answer = site.browser().get(setup_address)
    assert answer.status_code == status
    if status == 410:
        assert heading(answer.text) == "This address has expired"
        assert site.browser().post(setup_address, data=ADMIN).status_code == 410
        assert site.state()["user_account"] == 0
