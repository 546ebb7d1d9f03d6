"""Security events are logged with ids, routes and causes, but without anything typed (contract 11.10, ASVS 16.3)."""

import logging

import pytest
from limits import RateLimitItemPerMinute

from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guests, Site
from web.observing import security_events
from web.requests import throttling

LOGGER = "web.observing.security_events"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def events(log: pytest.LogCaptureFixture) -> list[tuple[str, str, int | None, str | None]]:
    """Level, event, user id and route of each event."""
    records = [record for record in log.records if record.name == LOGGER]
    assert all(vars(record)["address"] for record in records)
    return [(each.levelname, each.getMessage(), vars(each)["user_id"], vars(each)["rule"]) for each in records]


def everything(log: pytest.LogCaptureFixture) -> str:
    return "\n".join(str(record.__dict__) for record in log.records)


def test_signing_in_and_out_and_refusals_are_logged(site: Site, log: pytest.LogCaptureFixture) -> None:
    user, client = site.maker.user(), site.browser()
    form = inputs(client.get("/login").text) | {"email": user.email}
    client.post("/login", data=form | {"password": "Wrong\nevent=signed in"})
    client.post("/login", data=form | {"password": PASSWORD})
    page = inputs(client.get("/account").text)
    client.post("/account/password", data=page | {"current": "wrong", "new": "another good one"})
    client.post("/account/password", data=page | {"current": PASSWORD, "new": "another good one"})
    client.post("/logout", data=inputs(client.get("/account").text))
    assert events(log) == [
        ("WARNING", "sign-in refused", None, "/login"),
        ("INFO", "signed in", user.id, "/login"),
        ("WARNING", "password change refused", user.id, "/account/password"),
        ("INFO", "password changed", user.id, "/account/password"),
        ("INFO", "signed out", user.id, "/logout"),
    ]
    secrets = (user.email, user.name, PASSWORD, "Wrong", "another good one", page["csrf_token"])
    assert not any(secret in everything(log) for secret in secrets)


def test_asking_for_what_belongs_to_others_is_logged(site: Site, log: pytest.LogCaptureFixture) -> None:
    media_id = site.media()
    mallory = site.maker.user()
    client = site.signed_in(mallory)
    client.get(f"/media/{media_id}")
    client.get("/admin/users")
    assert events(log) == [
        ("WARNING", "not authorized", mallory.id, "/media/<row_id:media_id>"),
        ("WARNING", "not authorized", mallory.id, "/admin/users"),
    ]


def test_refusals_of_guests_are_logged_without_the_token(
    site: Site, guest: Guests, log: pytest.LogCaptureFixture
) -> None:
    dana = guest()
    dana.client.get(f"{dana.address}/v/{'0' * 32}/video")
    dana.send(dana.form() | {"csrf_token": "made.up"})
    dana.client.get("/g/unknown")
    assert [(event, rule) for _level, event, _who, rule in events(log)] == [
        ("not authorized", "/g/<token>/v/<visit_key:key>/<any(video, poster):role>"),
        ("form refused", "/g/<token>"),
        ("not authorized", "/g/<token>"),
    ]
    assert dana.address.removeprefix("/g/") not in everything(log)
    assert "dana" not in everything(log).casefold()


def test_an_owners_form_without_its_token_is_logged(site: Site, log: pytest.LogCaptureFixture) -> None:
    client = site.signed_in(site.maker.user())
    client.post("/account/password", data={"current": PASSWORD, "new": "another good one"})
    [record] = [record for record in log.records if record.getMessage() == "form refused"]
    assert (vars(record)["cause"], vars(record)["rule"]) == ("csrf_token", "/account/password")


def test_throttling_is_logged_with_the_address(
    site: Site, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "UNKNOWN_TOKENS", RateLimitItemPerMinute(1))
    for _ in range(2):
        site.browser().get("/g/guess", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    records = [record for record in log.records if record.getMessage() == "throttled"]
    assert [(vars(each)["address"], vars(each)["cause"]) for each in records] == [("192.0.2.7", "token")]


def test_no_field_has_the_name_of_a_field_of_logging_itself() -> None:
    """`logging` raises an error for such a field, and the page would be a 503."""
    own = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
    assert not own & {"user_id", "address", "rule", "via", "cause", "where"}
    assert security_events.log.name == LOGGER
