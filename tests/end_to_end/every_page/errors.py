"""Pages for what went wrong, and the addresses that work once: set-up, invitations, resets."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from models.guests import invitations
from models.people import inviting, resetting, setting_up, user_sessions
from models.people.one_time_addresses import NewAddress
from models.plumbing import database
from models.tables.one_time_address import OneTimeAddress
from tests.end_to_end.every_page.cast import FILM, Cast, send, send_whole
from tests.end_to_end.every_page.look import Look
from tests.vocabulary.site import now
from web.account import login, oidc, signing_out
from web.cli.demo import people
from web.requests import throttling

Opened = Callable[[Cast], TestResponse]
FORM = {"title": "A room", "join_url": "https://meet.example.org/room"}


def path(made: NewAddress | None) -> str:
    assert made is not None
    return urlsplit(made.url).path


# Addresses that work once


def _set_up_address() -> str:
    with database.writing() as db:
        return path(setting_up.make_setup_address(db, now=now()))


def _set_up(cast: Cast) -> TestResponse:
    with cast.without_admins():
        return cast.browser().get(_set_up_address())


def _set_up_refused(cast: Cast) -> TestResponse:
    with cast.without_admins():
        address = _set_up_address()
        return send_whole(cast.browser(), address, email="", name="", password="")


def _set_up_already(cast: Cast) -> TestResponse:
    with cast.without_admins():
        address = _set_up_address()
    assert cast.admin_user
    return cast.browser().get(address)


def _reset_address(cast: Cast) -> str:
    with database.writing() as db:
        return path(resetting.make_reset_address(db, cast.noa.id, now=now()))


def _invitation(cast: Cast) -> TestResponse:
    with database.writing() as db:
        made = inviting.invite_person(db, email="ada@example.com", name="Ada", role="viewer", now=now())[1]
    return cast.browser().get(path(made))


def _reset(cast: Cast) -> TestResponse:
    return cast.browser().get(_reset_address(cast))


def _reset_refused(cast: Cast) -> TestResponse:
    return send_whole(cast.browser(), _reset_address(cast), password="short")


def _used(cast: Cast) -> TestResponse:
    address = _reset_address(cast)
    assert send_whole(cast.browser(), address, password="three words chosen").status_code == 303
    return cast.browser().get(address)


def _too_old(cast: Cast) -> TestResponse:
    address = _reset_address(cast)
    with database.writing() as db:
        db.execute(update(OneTimeAddress).values(made_at=now() - timedelta(days=7)))
    return cast.browser().get(address)


# What went wrong


def _out_of_date(cast: Cast) -> TestResponse:
    """With a button that sends it again."""
    return cast.owner.post(f"/media/{FILM}/guest-access/invite", data={"csrf_token": "of another sign-in"})


def _signed_out(cast: Cast) -> TestResponse:
    return cast.browser().post("/media/new-room", data=FORM)


def _foreign(cast: Cast) -> TestResponse:
    return cast.owner.post("/media/new-room", data=FORM, headers={"Sec-Fetch-Site": "cross-site"})


def _fourth_link(cast: Cast) -> TestResponse:
    media_id = cast.item("Full")
    page = f"/media/{media_id}/guest-access"
    form = f"{page}/new"
    sent = [send_whole(cast.owner, form, page) for _ in range(4)]
    return sent[-1]


def _too_large(client: Callable[[Cast], FlaskClient], address: str) -> Opened:
    return lambda cast: client(cast).post(address, data={"title": "x" * 100_000})


def _too_long(cast: Cast) -> TestResponse:
    return cast.browser().get(f"/account?x={'x' * 9000}")


def _too_many(cast: Cast) -> TestResponse:
    """Of unknown links, from one address."""
    client = cast.browser()
    for number in range(throttling.UNKNOWN_TOKENS.amount):
        client.get(f"/g/{number:032}")
    answer = client.get(f"/g/{'x' * 32}")
    throttling._counts_of.cache_clear()
    return answer


def _broken_for_guest(cast: Cast) -> TestResponse:
    """What they typed can be sent again."""
    guest = cast.guest(cast.link(people.FAMILY))
    form = guest.form()
    with patch.object(invitations, "found_recording", side_effect=RuntimeError):
        return guest.send(form)


def _broken(cast: Cast) -> TestResponse:
    client = cast.browser()
    with patch.object(login, "has_password_form", side_effect=RuntimeError):
        return client.post("/login", data={"email": "a@example.com"})


def _sign_out_at_the_provider(cast: Cast) -> TestResponse:
    """Shown for a moment, on the way to the provider's own page."""
    client = cast.browser(cast.noa)
    with database.writing() as db:
        secret = user_sessions.begin_session(db, cast.noa.id, browser="A browser", id_token="a token", now=now())
    with client.session_transaction() as session:
        session["_user_id"] = secret
    settings = SimpleNamespace(oidc_issuer="https://id.example.org")
    with (
        patch.object(signing_out, "settings", lambda: settings),
        patch.object(oidc, "sign_out_address", lambda _: "https://id.example.org/end"),
        patch.dict(cast.site.app.jinja_env.globals, oidc_name="Example College"),
    ):
        return send(client, "/account", "/logout")


ONE_TIME = [
    Look("set-up", _set_up),
    Look("set-up-refused", _set_up_refused, 422),
    Look("set-up-already", _set_up_already, 410),
    Look("one-time-invitation", _invitation),
    Look("one-time-reset", _reset),
    Look("one-time-reset-refused", _reset_refused, 422),
    Look("one-time-used", _used, 410),
    Look("one-time-too-old", _too_old, 410),
    Look("one-time-unknown", lambda cast: cast.browser().get("/setup/unknown"), 404),
]
ERRORS = [
    Look("error-400", lambda cast: cast.owner.get("/links/confirm"), 400),
    Look("error-400-out-of-date", _out_of_date, 400),
    Look("error-403", lambda cast: cast.viewer.get("/media/new"), 403),
    Look("error-403-signed-out", _signed_out, 403),
    Look("error-403-foreign", _foreign, 403),
    Look("error-404", lambda cast: cast.owner.get("/nowhere"), 404),
    Look("error-405", lambda cast: cast.owner.post("/media"), 405),
    Look("error-409-fourth-link", _fourth_link, 409),
    Look("error-413", _too_large(lambda cast: cast.owner, "/media/new-room"), 413),
    Look("error-413-guest", _too_large(lambda cast: cast.browser(), f"/g/{'x' * 32}"), 413),
    Look("error-414", _too_long, 414),
    Look("error-429", _too_many, 429),
    Look("error-503", _broken, 503),
    Look("error-503-guest", _broken_for_guest, 503),
    Look("signed-out-at-provider", _sign_out_at_the_provider),
]
