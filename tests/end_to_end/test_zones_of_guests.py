"""A guest reads when something starts on their own clock, wherever the site is (contract 2.22, 3.49, 9.20)."""

import re

import pytest
from playwright.sync_api import expect

from tests.vocabulary.own_video import Person, share
from tests.vocabulary.screen import PHONE, OpenScreen

pytestmark = pytest.mark.long

# New Year in Tokyo, and still the old year in New York. The site's zone is UTC.
STARTS = "2029-12-31T20:30Z"
IN_ZONES = {
    "Asia/Tokyo": "1 Jan 2030, 05:30 GMT+9",
    "America/New_York": "31 Dec 2029, 15:30 GMT-5",
    "Asia/Kolkata": "1 Jan 2030, 02:00 GMT+5:30",
    "UTC": "31 Dec 2029, 20:30 UTC",
}


@pytest.fixture
def live_link(person: Person) -> str:
    """To a live session that starts later."""
    return share(person.tree, person.add("New Year", "add-live", "--folder", f"year{person.id}", "--starts", STARTS))


IN_EVERY_ZONE = pytest.mark.parametrize(("zone", "start"), IN_ZONES.items())


@IN_EVERY_ZONE
def test_a_live_session_that_starts_later_is_awaited_on_the_guests_clock(
    zone: str, start: str, live_link: str, open_screen: OpenScreen
) -> None:
    guest = open_screen(PHONE, timezone_id=zone)
    guest.page.goto(live_link)
    expect(guest.page.locator(".eyebrow")).to_contain_text(f"starts on {start}")
    guest.enter(live_link, "Dana")
    waiting = guest.page.locator(".curtain")
    expect(waiting).to_contain_text(f"It has not started yet. It starts on {start}.")
    # By the server's clock, so the same everywhere.
    expect(waiting.get_by_role("timer")).to_have_text(re.compile(r"^[\d,]+ days \d\d:\d\d:\d\d$"))
    guest.picture(f"live-later-{zone.replace('/', '-').lower()}")


@IN_EVERY_ZONE
def test_a_link_that_starts_later_says_so_on_the_guests_clock(
    zone: str, start: str, person: Person, open_screen: OpenScreen
) -> None:
    tree, room = person.tree, str(person.add("Room", "add-room", "--join", "https://meet.example/room"))
    tree.command("access", "on", room)
    link = tree.command("link", "create", room, "--name", "Later", "--starts", STARTS)["url"]
    guest = open_screen(PHONE, timezone_id=zone)
    guest.page.goto(link)
    expect(guest.page.get_by_text(f"It starts on {start}.")).to_be_visible()


def test_without_script_the_time_is_that_of_the_site_and_names_its_zone(
    live_link: str, open_screen: OpenScreen
) -> None:
    guest = open_screen(PHONE, timezone_id="Asia/Tokyo", java_script_enabled=False)
    guest.page.goto(live_link)
    expect(guest.page.locator(".eyebrow")).to_contain_text(f"starts on {IN_ZONES['UTC']}")
