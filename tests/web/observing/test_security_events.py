"""Security events are told to the log: by ids, routes and causes; nothing typed, no name, no token (ASVS 16.3)."""

import logging
from collections.abc import Callable

import pytest
from limits import RateLimitItemPerMinute

from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guest, Site
from web.observing import security_events
from web.requests import throttling

Guests = Callable[..., Guest]
EVENTS = "web.observing.security_events"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def told(log: pytest.LogCaptureFixture) -> list[tuple[str, str, int | None, str | None]]:
    """Level, event, who, on which route."""
    found = [record for record in log.records if record.name == EVENTS]
    assert all(vars(record)["address"] for record in found)
    return [(each.levelname, each.getMessage(), vars(each)["user_id"], vars(each)["rule"]) for each in found]


def everything(log: pytest.LogCaptureFixture) -> str:
    return "\n".join(str(record.__dict__) for record in log.records)


def test_coming_in_being_refused_and_going_are_told(site: Site, log: pytest.LogCaptureFixture) -> None:
    user, client = site.maker.user(), site.browser()
    form = inputs(client.get("/login").text) | {"email": user.email}
    client.post("/login", data=form | {"password": "Wrong\nevent=signed in"})
    client.post("/login", data=form | {"password": PASSWORD})
    page = inputs(client.get("/account").text)
    client.post("/account/password", data=page | {"current": "wrong", "new": "another good one"})
    client.post("/account/password", data=page | {"current": PASSWORD, "new": "another good one"})
    client.post("/logout", data=inputs(client.get("/account").text))
    assert told(log) == [
        ("WARNING", "sign-in refused", None, "/login"),
        ("INFO", "signed in", user.id, "/login"),
        ("WARNING", "password change refused", user.id, "/account/password"),
        ("INFO", "password changed", user.id, "/account/password"),
        ("INFO", "signed out", user.id, "/logout"),
    ]
    secrets = (user.email, user.name, PASSWORD, "Wrong", "another good one", page["csrf_token"])
    assert not any(secret in everything(log) for secret in secrets)


def test_who_asks_for_what_is_not_theirs_is_told(site: Site, log: pytest.LogCaptureFixture) -> None:
    media_id = site.media()
    mallory = site.maker.user()
    client = site.signed_in(mallory)
    client.get(f"/media/{media_id}")
    client.get("/admin/users")
    assert told(log) == [
        ("WARNING", "not authorized", mallory.id, "/media/<row_id:media_id>"),
        ("WARNING", "not authorized", mallory.id, "/admin/users"),
    ]


def test_a_guest_without_a_visit_and_a_made_up_form_are_told_without_the_token(
    site: Site, guest: Guests, log: pytest.LogCaptureFixture
) -> None:
    dana = guest()
    dana.client.get(f"{dana.address}/v/{'0' * 32}/video")
    dana.send(dana.form() | {"csrf_token": "made.up"})
    dana.client.get("/g/unknown")
    assert [(event, rule) for _level, event, _who, rule in told(log)] == [
        ("not authorized", "/g/<token>/v/<visit_key:key>/<any(video, poster):role>"),
        ("form refused", "/g/<token>"),
        ("not authorized", "/g/<token>"),
    ]
    assert dana.address.removeprefix("/g/") not in everything(log)
    assert "dana" not in everything(log).casefold()


def test_a_form_of_an_owner_without_its_token_is_told(site: Site, log: pytest.LogCaptureFixture) -> None:
    client = site.signed_in(site.maker.user())
    client.post("/account/password", data={"current": PASSWORD, "new": "another good one"})
    [found] = [record for record in log.records if record.getMessage() == "form refused"]
    assert (vars(found)["cause"], vars(found)["rule"]) == ("csrf_token", "/account/password")


def test_whoever_is_throttled_is_told_by_address(
    site: Site, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "UNKNOWN_TOKENS", RateLimitItemPerMinute(1))
    for _ in range(2):
        site.browser().get("/g/guess", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    found = [record for record in log.records if record.getMessage() == "throttled"]
    assert [(vars(each)["address"], vars(each)["cause"]) for each in found] == [("192.0.2.7", "token")]


def test_fields_never_take_the_place_of_the_logs_own() -> None:
    """`logging` raises on an extra field of a record's own name, which would turn an event into a 503."""
    own = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
    assert not own & {"user_id", "address", "rule", "via", "cause", "where"}
    assert security_events.log.name == EVENTS
