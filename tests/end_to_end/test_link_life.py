"""What guests see of a link that has not started, and of one that is ended while they watch (contract 3.49, 2.53)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen

pytestmark = pytest.mark.long

# In milliseconds. Contract 3.46 promises 5 seconds; a busy machine takes longer. A heartbeat would take a minute.
STOPPED_WITHIN = 20_000
STANDS_STILL = "() => { const video = document.querySelector('video'); return !video || video.paused; }"


def starting(video: OwnVideo, seconds: float) -> dict[str, Any]:
    """A new link to this video that starts so many seconds from now."""
    start = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    tree = video.owner.tree
    made: dict[str, Any] = tree.command("link", "create", str(video.id), "--name", "Later", "--starts", start)
    return made


@pytest.mark.parametrize("days", [0, -1, 1])
def test_the_page_counts_down_by_the_servers_clock_and_goes_on_by_itself(
    video: OwnVideo, open_screen: OpenScreen, days: int
) -> None:
    """Whatever the clock of the device says."""
    link = starting(video, 8)
    guest = open_screen(PHONE)
    off = f"{{ const now = Date.now.bind(Date); Date.now = () => now() + {days * 86_400_000}; }}"
    guest.page.add_init_script(off)
    guest.page.goto(link["url"])
    expect(guest.heading).to_have_text("This link has not started yet")
    assert guest.page.get_by_role("timer").inner_text().startswith("00:00:0")
    expect(guest.page.locator("main time")).to_have_attribute("datetime", link["starts_at"])
    guest.picture("not-yet")
    expect(guest.page.get_by_label("Your name")).to_be_visible()


def test_a_page_of_a_far_start_shows_days_and_stays(video: OwnVideo, open_screen: OpenScreen) -> None:
    link = starting(video, 3 * 86_400 + 3_600)
    guest = open_screen(DESKTOP)
    guest.page.goto(link["url"])
    assert guest.page.get_by_role("timer").inner_text().startswith("3 days 0")
    guest.picture("not-yet-far")


def test_without_script_the_page_says_when_and_asks_again_by_itself(video: OwnVideo, open_screen: OpenScreen) -> None:
    link = starting(video, 3_600)
    guest = open_screen(PHONE, java_script_enabled=False)
    guest.page.goto(link["url"])
    expect(guest.page.locator("main time")).to_be_visible()
    expect(guest.page.get_by_role("timer")).to_be_hidden()


@pytest.mark.parametrize(
    ("ending", "words"),
    [(["link", "end"], "This link has ended."), (["access", "off"], "Guest access was turned off.")],
    ids=["link", "item"],
)
def test_a_page_that_plays_stops_soon_after_its_owner_has_ended_it_and_says_so(
    video: OwnVideo, open_screen: OpenScreen, ending: list[str], words: str
) -> None:
    tree = video.owner.tree
    [link] = tree.command("link", "list", str(video.id))
    guest = open_screen(PHONE)
    guest.enter(video.guest_link, "Ada")
    guest.play()
    if ending[0] == "link":
        tree.command(*ending, str(link["id"]))
    else:
        tree.command(*ending, str(video.id), "--end-now")
    guest.page.wait_for_function(STANDS_STILL, timeout=STOPPED_WITHIN)
    expect(guest.page.get_by_text(words)).to_be_visible()
    assert tree.command("link", "show", str(link["id"]))["connected"] == 0


def test_a_removed_guest_may_enter_again(video: OwnVideo, open_screen: OpenScreen) -> None:
    tree = video.owner.tree
    [link] = tree.command("link", "list", str(video.id))
    guest, other = open_screen(PHONE), open_screen(DESKTOP)
    guest.enter(video.guest_link, "Ada")
    other.enter(video.guest_link, "Ben")
    guest.play()
    other.play()
    [entry] = [each for each in tree.command("link", "guests", str(link["id"])) if each["name"] == "Ada"]
    # The player may be asking for more of the film in this moment.
    guest.may_refuse = "/video"
    tree.command("guest", "remove", str(entry["id"]))
    guest.page.wait_for_function(STANDS_STILL, timeout=STOPPED_WITHIN)
    expect(guest.page.get_by_label("Your name")).to_be_visible()
    guest.enter(video.guest_link, "Ada")
    assert not other.page.evaluate(STANDS_STILL)
