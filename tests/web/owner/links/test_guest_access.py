"""The window *Manage guest access*: its switch, and deleting a link (contract 2.26, 2.27)."""

import re

import pytest
from sqlalchemy import update

from models.people import accounts, stopping
from models.plumbing import database
from models.tables import GuestLink
from tests.vocabulary.site import Site, now
from tests.web.owner.links.conftest import Window


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2]).split())


@pytest.mark.parametrize("link_id", ["", "x", "-1", "0", "\0", "\u0663", "9" * 9, "9" * 5000, "1_0", "1e3"])
def test_an_impossible_link_id_deletes_nothing(site: Site, window: Window, link_id: str) -> None:
    window.create()
    form = window.form("off") | {"do": "delete", "link_id": link_id}
    assert window.client.post(window.address, data=form).status_code == 404
    assert site.state()["dead links"] == 0


@pytest.mark.parametrize("state", ["", "flip", "ON", "\0", "true", None])
def test_an_unknown_state_switches_nothing(site: Site, window: Window, state: str | None) -> None:
    form = window.form("off") | {"do": "switch", "state": state}
    answer = window.client.post(window.address, data={key: value for key, value in form.items() if value is not None})
    assert answer.status_code == 400
    assert site.state()["on"] == 1


def test_deleting_a_link_twice_deletes_it_once(site: Site, window: Window) -> None:
    window.create()
    window.create(name="Another")
    form = window.form("links/1/delete")
    assert window.client.post(window.address, data=form).status_code == 303
    assert window.client.post(window.address, data=form).status_code == 303
    assert site.state()["dead links"] == 1


def _spend(name: str, **values: object) -> None:
    with database.writing() as db:
        db.execute(update(GuestLink).where(GuestLink.name == name).values(**values))


def test_the_question_before_turning_off_tells_links_that_work_from_those_that_are_full(
    site: Site, window: Window
) -> None:
    """A full link lets nobody in already; what stops is that its guests can load the page again."""
    assert "stop" not in text_of(window.client.get(f"{window.address}/off").text)
    for name in ("Open", "Full", "Over"):
        window.create(name=name)
    _spend("Full", click_limit=1, clicks=1)
    _spend("Over", expires_at=now())
    page = text_of(window.client.get(f"{window.address}/off").text)
    assert "1 link stops working. 1 link has reached its limit. Its guests cannot come back." in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"clicks": 0}, "“Mine” will never work again."),
        ({"click_limit": 1, "clicks": 1}, "“Mine” lets no new guests in now. After this, it can never be used again."),
        ({"expires_at": now()}, "“Mine” lets no new guests in now. After this, it can never be used again."),
    ],
)
def test_the_question_before_deleting_fits_the_link(
    site: Site, window: Window, values: dict[str, object], words: str
) -> None:
    window.create(name="Mine")
    _spend("Mine", **values)
    page = text_of(window.client.get(f"{window.address}/links/1/delete").text)
    assert words in page
    assert "stops working" not in page


@pytest.mark.parametrize(("stop", "is_module_on"), [(True, True), (False, True), (True, False)])
def test_a_disabled_owner_is_named_as_the_cause(site: Site, stop: bool, is_module_on: bool) -> None:
    owner, admin = site.maker.user(), site.signed_in(site.maker.user(role="admin"))
    link = site.link(site.media(owner))
    with database.writing() as db:
        stopping.set_links_stop(db, stop=stop)
        accounts.disable_user(db, owner.id, now=now())
    site.switch_module(is_module_on)
    page = text_of(admin.get(f"/media/{link.media_id}/guest-access").text)
    is_owners = stop and is_module_on
    assert ("The account of this media’s owner is disabled, so its links let no one in." in page) is is_owners
    assert ("Owner’s account disabled" in page) is is_owners
    assert ("Guest links are not available on this site." in page) is not is_module_on
    assert ("Not available on this site" in page) is not is_module_on
