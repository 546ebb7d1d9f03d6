"""Invite guests: the button, the question, and the page with a link in hand (contract 4.46, 4.57)."""

import re

import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import AuditEntry, GuestLink, MediaItem, Module
from tests.vocabulary.pages import heading, inputs, values
from tests.vocabulary.site import Site
from tests.web.owner.links.conftest import Window


def press(window: Window) -> str:
    """The button of the media page. Returns where it leads."""
    form = inputs(window.client.get(window.media_page).text)
    answer = window.client.post(f"{window.address}/invite", data={"csrf_token": form["csrf_token"]})
    assert answer.status_code == 303
    return answer.location


def test_one_press_leads_to_a_link_in_hand(site: Site, window: Window) -> None:
    page = window.client.get(press(window)).text
    assert heading(page) == "Invite guests"
    address = inputs(page)
    assert site.state()["guest_link"] == 1
    url = next(value for value in page.split('"') if "/g/" in value)
    assert site.browser().get(url.partition("/g/")[1] + url.partition("/g/")[2]).status_code == 200
    assert "You are invited to watch “A title”." in page
    assert "The link works until" in page
    assert "<span>0 used</span>" in page
    assert address


def test_pressed_again_it_shows_the_same_link(site: Site, window: Window) -> None:
    assert press(window) == press(window)
    assert site.state()["guest_link"] == 1
    with database.reading() as db:
        assert list(db.scalars(select(AuditEntry.act))) == ["link_created"]


def test_the_message_names_the_limit_and_the_start(site: Site, window: Window) -> None:
    page = press(window)
    with database.writing() as db:
        db.execute(update(GuestLink).values(click_limit=12, starts_at=GuestLink.expires_at))
    text = window.client.get(page).text
    assert "Up to 12 guests can enter with it." in text
    assert "The link works from" in text
    assert "This link has not started, so it lets no one in yet." in text


@pytest.mark.parametrize(
    ("changed", "said", "next_step"),
    [
        ({"expires_at": GuestLink.created_at}, "This link has ended, so it lets no one in.", "Edit link"),
        ({"click_limit": 1, "clicks": 1}, "This link has reached its limit, so it lets no one else in.", "Edit link"),
        ({"access_on": False}, "Guest access is off, so this link lets no one in.", "Manage guest access"),
    ],
)
def test_a_link_that_lets_no_one_in_is_no_invitation(
    window: Window, changed: dict[str, object], said: str, next_step: str
) -> None:
    address = press(window)
    with database.writing() as db:
        db.execute(update(GuestLink).values(changed))
    page = window.client.get(address).text
    assert said in page
    assert re.findall(r'class="(?:button )?primary"[^>]*>([^<]*)<', page) == [next_step]
    assert ('id="invitation"' in page) == (next_step != "Edit link")


def test_the_link_in_hand_leads_to_its_row_and_to_another_link(window: Window) -> None:
    page = window.client.get(press(window)).text
    assert 'href="/media/1/guest-access?link=1#link-1">Manage<' in page
    assert 'href="/media/1/guest-access/new">Create another link<' in page
    for _ in range(2):
        window.create()
    assert "Create another link" not in window.client.get(press(window)).text


def test_it_names_the_older_links_and_asks_first(site: Site, window: Window) -> None:
    window.create(name="For the choir")
    site.turn_off(window.media_id)
    question = press(window)
    page = window.client.get(question).text
    assert heading(page) == "Turn on guest access?"
    assert "For the choir" in page
    assert site.state()["on"] == 0
    form = {"csrf_token": inputs(page)["csrf_token"], "open": values(page, "open")}
    answer = window.client.post(f"{window.address}/invite", data=form)
    assert heading(window.client.get(answer.location).text) == "Invite guests"
    assert (site.state()["on"], site.state()["guest_link"]) == (1, 2)


def test_where_no_place_is_left_it_opens_the_window_and_says_so(site: Site, window: Window) -> None:
    for _ in range(3):
        window.create(clicks="1")
    with database.writing() as db:
        db.execute(update(GuestLink).values(clicks=1))
    page = window.client.get(press(window)).text
    assert heading(page) == "Manage guest access"
    assert "All 3 links of this media let no one in now. Edit one to use it again, or delete one." in page


def test_a_missing_file_is_said(site: Site, window: Window) -> None:
    with database.writing() as db:
        db.execute(update(MediaItem).values(missing_since=MediaItem.created_at))
    page = window.client.get(press(window)).text
    assert "The file of this recording is missing, so no link lets anyone in now." in page
    assert site.state()["guest_link"] == 0


def test_who_may_not_create_links_has_no_button_and_is_refused(site: Site, window: Window) -> None:
    with database.writing() as db:
        db.execute(update(Module).values(minimal_role="admin"))
    page = window.client.get(window.media_page).text
    assert "Invite guests" not in page
    answer = window.client.post(f"{window.address}/invite", data={"csrf_token": inputs(page)["csrf_token"]})
    assert answer.status_code == 403
    assert window.client.get(f"{window.address}/invite").status_code == 403
    assert site.state()["guest_link"] == 0


@pytest.mark.parametrize(
    ("kind", "start", "mimetype"), [("svg", b"<?xml", "image/svg+xml"), ("png", b"\x89PNG", "image/png")]
)
def test_the_qr_code_is_a_picture(window: Window, kind: str, start: bytes, mimetype: str) -> None:
    answer = window.client.get(f"{press(window)}/qr.{kind}")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.data.startswith(start)


@pytest.mark.parametrize("below", ["", "/qr.svg", "/qr.png"])
def test_a_deleted_link_and_one_of_another_item_have_no_page(site: Site, window: Window, below: str) -> None:
    page, other = press(window), site.link()
    assert window.client.get(f"{window.address}/links/{other.id}{below}").status_code == 404
    assert window.client.get(f"{page}{below}").status_code == 200
    window.client.post(window.address, data=window.form("links/1/delete"))
    assert window.client.get(f"{page}{below}").status_code == 404
