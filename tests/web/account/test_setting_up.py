"""Setting up the first admin at the one-time address (contract 12.3)."""

import pytest

from models.people import setting_up
from models.plumbing import database
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site

ADMIN = {"email": "admin@example.com", "name": "Ada", "password": "a good password"}


@pytest.fixture
def setup_address(site: Site) -> str:
    with database.writing() as db:
        return f"/setup/{setting_up.make_setup_token(db)}"


def test_the_set_up_address_works_once(site: Site, setup_address: str) -> None:
    first, late = site.browser(), site.browser()
    forms = [inputs(client.get(setup_address).text) | ADMIN for client in (first, late)]
    assert first.post(setup_address, data=forms[0]).status_code == 303
    assert first.get("/media").status_code == 200
    assert late.get(setup_address).status_code == 404
    assert late.post(setup_address, data=forms[1] | {"email": "eve@example.com"}).status_code == 404
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


def test_the_set_up_address_is_closed_once_anybody_has_an_account(site: Site, setup_address: str) -> None:
    site.maker.user()
    assert site.browser().get(setup_address).status_code == 404
