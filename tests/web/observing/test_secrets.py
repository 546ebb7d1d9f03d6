"""No log line contains a token, a cookie, an email or a name, whatever fails (contract 11.8)."""

import logging
from collections.abc import Callable

import pytest
from flask_wtf import FlaskForm
from sqlalchemy.exc import OperationalError
from wtforms import PasswordField

from models.guests import admission
from models.people import accounts, passwords
from models.plumbing import database
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guest, Guests, Site
from web.account import forms
from web.pages.errors import SECRET_FIELDS


def _fail(error: Exception) -> Callable[..., None]:
    def failing(*_args: object, **_named: object) -> None:
        raise error

    return failing


ERRORS = [
    RuntimeError("dana@example.com"),
    OperationalError("SELECT", {"email": "dana@example.com"}, Exception("gone")),
]
NOTHING_LOST = "Nothing you typed is lost."


@pytest.mark.parametrize("error", ERRORS, ids=["a defect", "a dead database"])
def test_a_failure_is_503_with_everything_typed_and_logs_no_person(
    guest: Guests, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    caplog.set_level(logging.DEBUG)
    dana = guest()
    form = dana.form()
    monkeypatch.setattr(admission, "admit", _fail(error))
    answer = dana.send(form)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    kept = inputs(answer.text)
    assert kept == form | {"name": "Dana", "email": "dana@example.com"}
    assert NOTHING_LOST in answer.text
    _assert_no_secret(caplog, dana)
    monkeypatch.undo()
    assert dana.client.post(dana.address, data=kept).status_code == 303, "the page's button sends it again"


def _assert_no_secret(caplog: pytest.LogCaptureFixture, dana: Guest) -> None:
    logged = caplog.text
    for secret in (dana.address.removeprefix("/g/"), "dana@example.com", "Dana", dana.cookie("guestlink_guest")):
        assert secret is None or secret not in logged


def test_ordinary_requests_log_no_secret(guest: Guests, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    dana = guest()
    dana.enter()
    visit = dana.watch()
    for path in (f"{visit}/video", f"{visit}/nothing", dana.address):
        dana.client.get(path)
    dana.client.post(dana.address, data={"name": "x" * 99_999})
    _assert_no_secret(caplog, dana)


def test_where_nothing_was_typed_the_page_does_not_say_that_it_is_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = site.signed_in(site.maker.user())
    monkeypatch.setattr(database, "reading", _fail(ERRORS[1]))
    answer = client.get("/links")
    assert (answer.status_code, NOTHING_LOST in answer.text) == (503, False)


def test_a_request_for_another_host_logs_no_secret(guest: Guests, caplog: pytest.LogCaptureFixture) -> None:
    dana = guest()
    try:
        dana.client.get(dana.address, headers={"Host": "evil.example"})
    finally:
        _assert_no_secret(caplog, dana)


def test_a_dead_database_is_503_also_during_an_upload(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.signed_in(site.maker.user())
    monkeypatch.setattr(database, "reading", _fail(ERRORS[1]))
    answer = client.post("/media/new", data={"title": "A film", "x": "x" * 99_999})
    assert answer.status_code == 503


def test_a_password_never_comes_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.browser()
    form = inputs(client.get("/login").text) | {"email": "o@example.com", "password": "hunter2hunter2"}
    monkeypatch.setattr(passwords, "is_password_of", _fail(ERRORS[1]))
    answer = client.post("/login", data=form)
    assert answer.status_code == 503
    assert "hunter2" not in answer.text


def test_neither_the_old_nor_the_new_password_comes_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site.signed_in(site.maker.user())
    form = inputs(client.get("/account").text) | {"current": "hunter2hunter2", "new": "hunter3hunter3"}
    monkeypatch.setattr(accounts, "check_new_password", _fail(ERRORS[1]))
    answer = client.post("/account/password", data=form)
    assert answer.status_code == 503
    assert "hunter" not in answer.text


def test_every_password_field_is_listed_as_secret() -> None:
    password_fields = {
        name
        for form in vars(forms).values()
        if isinstance(form, type) and issubclass(form, FlaskForm)
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert {"password", "current", "new"} <= password_fields
    assert password_fields <= SECRET_FIELDS
