"""A form that was open for more than 24 hours is asked for once more, with or without its cookie (contract 3.41)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.plumbing import database, keys
from models.tables import GuestEntry
from tests.conftest import forget
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Guest, Guests, Site, now
from web.guest import form_ids
from web.guest.cookies import PreSession

DAY = timedelta(hours=24)
LONG = "This page was open for a long time. Continue once more."
PRE = PreSession("a token", "a secret", b"k" * 32)


def form_made_at(dana: Guest, made_at: datetime) -> dict[str, str]:
    """The entry form of this browser as a page of that time has it."""
    form = dana.form()
    secret = (dana.cookie("guestlink_entry") or "").partition(".")[0]
    pre = PreSession(dana.address.removeprefix("/g/"), secret, keys.ring()[0])
    return form | {"csrf_token": form_ids.new_value(pre, now=made_at)}


@pytest.mark.parametrize(("seconds", "too_long"), [(0, False), (1, True), (-1, False)])
def test_a_form_may_be_open_for_24_hours(site: Site, seconds: int, too_long: bool) -> None:
    made_at = now().replace(microsecond=0)
    value = form_ids.new_value(PRE, now=made_at)
    later = made_at + DAY + timedelta(seconds=seconds)
    assert form_ids.was_open_too_long("a token", value, now=later) is too_long


@pytest.mark.parametrize("has_cookie", [True, False])
def test_a_form_that_was_open_too_long_keeps_what_was_typed_and_works_the_next_time(
    site: Site, guest: Guests, has_cookie: bool
) -> None:
    link = site.link()
    dana = guest(link)
    form = form_made_at(dana, now() - DAY - timedelta(minutes=1))
    if not has_cookie:
        dana.client.delete_cookie("guestlink_entry", path=dana.address)
    answer = dana.send(form, name="Dana Levi", email="dana at example")
    assert (answer.status_code, LONG in answer.text, "cookies" in answer.text) == (422, True, False)
    assert inputs(answer.text).items() >= {"name": "Dana Levi", "email": "dana at example"}.items()
    assert errors_beside(answer.text) == {}, "nothing typed is judged"
    assert site.clicks(link) == 0
    assert dana.send(inputs(answer.text)).status_code == 303
    assert site.clicks(link) == 1


def test_a_form_that_is_nearly_a_day_old_is_admitted(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    assert dana.send(form_made_at(dana, now() - DAY + timedelta(minutes=1))).status_code == 303
    assert site.clicks(link) == 1


def test_a_form_that_was_admitted_hands_out_its_session_at_any_age(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    form = form_made_at(dana, now() - DAY + timedelta(seconds=1))
    dana.send(form)
    with database.reading() as db:
        assert len(db.scalars(select(GuestEntry)).all()) == 1
    dana.client.delete_cookie("guestlink_guest", path=dana.address)
    assert dana.send(form).status_code == 303
    assert site.clicks(link) == 1


def test_a_dead_link_says_so_to_an_old_form_too(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    form = form_made_at(dana, now() - 2 * DAY)
    site.turn_off(link.media_id)
    assert dana.send(form).status_code == 410


def test_without_the_cookie_a_young_form_needs_cookies(site: Site, guest: Guests) -> None:
    dana = guest()
    form = form_made_at(dana, now() - timedelta(hours=23))
    dana.client.delete_cookie("guestlink_entry", path=dana.address)
    answer = dana.send(form)
    assert (answer.status_code, LONG in answer.text) == (400, False)


def test_a_made_up_age_or_a_form_of_another_link_proves_nothing(site: Site) -> None:
    old = now() - 2 * DAY
    form_id, made_at, proof, signature = form_ids.new_value(PRE, now=now()).split(".")
    aged = str(int(old.timestamp()))
    for value in (
        f"{form_id}.{aged}.{proof}.{signature}",
        "",
        "...",
        ".1.x.y",
        f"{form_id}.{made_at}.{proof}",
        "\ufffd.1.2.3",
    ):
        assert form_ids.was_open_too_long("a token", value, now=now()) is False
        assert form_ids.id_of(PRE, value) is None
    real = form_ids.new_value(PRE, now=old)
    assert form_ids.was_open_too_long("a token", real, now=now())
    for value in (f"{real}.x", f"{real}x", f"x{real}"):
        assert not form_ids.was_open_too_long("a token", value, now=now())
    assert not form_ids.was_open_too_long("another token", real, now=now())


def test_a_form_of_a_former_key_is_known(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", "a" * 32)
    forget()
    old = form_ids.new_value(PRE, now=now() - 2 * DAY)
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS", "a" * 32)
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", "b" * 32)
    forget()
    assert form_ids.was_open_too_long("a token", old, now=now())
