"""Search that answers while one types, and ending many links at once, in a real browser (contract 4.51 to 4.53)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.pages import NARROW, scrolls_sideways
from tests.vocabulary.own_video import OwnVideo, Person, share
from tests.vocabulary.screen import DESKTOP, OpenScreen, Screen

pytestmark = pytest.mark.long


def add_rooms(person: Person, *titles: str) -> list[int]:
    return [person.add(title, "add-room", "--join", "https://meet.example/room") for title in titles]


def test_the_list_answers_while_one_types_and_back_leads_to_the_page_before(owner: Screen, video: OwnVideo) -> None:
    add_rooms(video.owner, "Über den Wolken", "Wetter")
    page = owner.page
    page.goto(f"{video.owner.address}/media")
    page.wait_for_load_state()
    cards = page.locator(".media-list li")
    expect(cards).to_have_count(3)
    field = page.get_by_role("searchbox")
    field.press_sequentially("UBER")
    expect(cards).to_have_count(1)
    expect(page.get_by_role("link", name="Über den Wolken")).to_be_visible()
    expect(field).to_be_focused()
    expect(page).to_have_url(re.compile(r"/media\?q=UBER$"))
    expect(page.locator(".searching [role=status]")).to_have_text("1 found")
    owner.picture("my-media-search")
    field.fill("nothing at all")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    field.fill("")
    expect(cards).to_have_count(3)
    field.fill("we")
    expect(cards).to_have_count(1)
    _filter_and_type_on(page)
    # The searches have added no entries to the history.
    page.go_back()
    expect(page).to_have_url(re.compile(r"/media\?q=we$"))
    page.go_back()
    expect(owner.heading).to_have_text(video.title)


def _filter_and_type_on(page: Page) -> None:
    """A filter keeps what was typed, and typing keeps the filter."""
    page.get_by_text("Filter and sort").click()
    page.get_by_role("link", name="Room", exact=True).click()
    expect(page).to_have_url(re.compile(r"/media\?q=we&kind=room$"))
    page.get_by_role("searchbox").fill("w")
    expect(page.locator(".media-list li")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"kind=room"))


def test_without_script_enter_and_links_do_the_same(video: OwnVideo, open_screen: OpenScreen) -> None:
    add_rooms(video.owner, "Über den Wolken", "Wetter")
    screen = open_screen(NARROW, java_script_enabled=False)
    screen.sign_in(video.owner)
    screen.page.get_by_role("searchbox").fill("WOLK")
    screen.page.get_by_role("searchbox").press("Enter")
    expect(screen.page.locator(".media-list li")).to_have_count(1)
    expect(screen.page.get_by_text("1 found")).to_be_visible()
    screen.page.get_by_text("Filter and sort").click()
    assert not scrolls_sideways(screen.page)
    screen.page.get_by_role("link", name="Title", exact=True).click()
    expect(screen.page).to_have_url(re.compile(r"\?q=WOLK&sort=title$"))


def test_many_links_are_ended_at_once_and_a_guest_who_watches_is_told(video: OwnVideo, open_screen: OpenScreen) -> None:
    rooms = add_rooms(video.owner, "First room", "Second room")
    for media_id in rooms:
        share(video.owner.tree, media_id)
    guest = open_screen(DESKTOP)
    guest.enter(video.guest_link, "Dana")
    owner = open_screen(DESKTOP)
    owner.sign_in(video.owner)
    page = owner.page
    page.get_by_role("navigation", name="Site").get_by_role("link", name="All links").click()
    expect(owner.heading).to_have_text("All links")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    page.locator("[data-all]").check()
    expect(page.get_by_text("3 links chosen")).to_be_visible()
    rows.filter(has_text="Second room").get_by_role("checkbox").uncheck()
    expect(page.get_by_text("2 links chosen")).to_be_visible()
    owner.picture("all-links")
    page.get_by_role("button", name="End now").click()
    expect(owner.heading).to_have_text("End 2 links now?")
    expect(page.get_by_text("1 guest is watching. Their page stops within seconds.")).to_be_visible()
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text("2 links have ended.")).to_be_visible()
    expect(rows.filter(has_text="Second room")).to_contain_text("Active")
    expect(rows.filter(has_text="First room")).to_contain_text("Expired")
    expect(guest.page.get_by_text("This link has ended.").first).to_be_visible()
    page.get_by_role("searchbox").fill("first")
    expect(rows).to_have_count(1)
    rows.get_by_role("checkbox").check()
    expect(page.get_by_text("1 link chosen")).to_be_visible()
