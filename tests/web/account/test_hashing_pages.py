"""Hashing takes a tenth of a second. Meanwhile nothing holds a connection, so on SQLite others may write."""

import io
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from models.people import passwords, resetting, setting_up
from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site, now
from tests.web.account.by_password import send_sign_in
from web.cli import main
from web.cli.demo import content

NEW = "another good one"


def set_site_up(site: Site) -> None:
    with database.writing() as db:
        made = setting_up.make_setup_address(db, now=now())
    assert made is not None
    send(site.browser(), urlsplit(made.url).path, email="first@example.com", name="First", password=NEW)


def choose_password(site: Site) -> None:
    user_id = site.maker.user().id
    with database.writing() as db:
        made = resetting.make_reset_address(db, user_id, now=now())
    send(site.browser(), urlsplit(made.url).path, password=NEW)


def add_person(site: Site) -> None:
    admin = site.signed_in(site.maker.user(role="admin"))
    send(admin, "/admin/users/new", email="a@example.com", name="Ada", role="viewer", password=NEW)


def change_password(site: Site) -> None:
    browser = site.signed_in(site.maker.user())
    form = inputs(browser.get("/account").text) | {"current": PASSWORD, "new": NEW}
    assert browser.post("/account/password", data=form).status_code == 303


def sign_in(site: Site) -> None:
    assert send_sign_in(site.browser(), site.maker.user().email, PASSWORD).status_code == 303


def send(browser: FlaskClient, address: str, **typed: str) -> None:
    form = inputs(browser.get(address).text) | typed
    assert browser.post(address, data=form).status_code == 303


def command(*arguments: str) -> Callable[[Site], None]:
    def run(site: Site) -> None:
        user: User = site.maker.user()
        given = [user.email if each == "EMAIL" else each for each in arguments]
        with pytest.MonkeyPatch.context() as patches:
            patches.setattr(sys, "argv", ["guestlink", "user", *given, "--password-stdin"])
            patches.setattr(sys, "stdin", io.StringIO(f"{NEW}\n"))
            main()

    return run


ACTS: dict[str, Callable[[Site], object]] = {
    "sign in": sign_in,
    "set up": set_site_up,
    "choose a password": choose_password,
    "add a person": add_person,
    "change the own password": change_password,
    "user add": command("add", "b@example.com", "--name", "Ada", "--role", "viewer"),
    "user password": command("password", "EMAIL"),
    "the demo's owner": lambda _site: content.make_content(now()),
}


def connections_in_use() -> int:
    return database.engine().pool.checkedout()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("act", ACTS)
def test_no_transaction_is_open_while_a_password_is_hashed(
    site: Site, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The maker hashes the password of its people once.
    site.maker.user()
    in_use: list[int] = []

    class Watched(type(passwords._hasher)):  # type: ignore[misc]
        def hash(self, *arguments: str, **named: bytes) -> str:
            in_use.append(connections_in_use())
            return str(super().hash(*arguments, **named))

        def verify(self, *arguments: str) -> bool:
            in_use.append(connections_in_use())
            return bool(super().verify(*arguments))

    monkeypatch.setattr(passwords, "_hasher", Watched())
    ACTS[act](site)
    assert in_use
    assert set(in_use) == {0}
