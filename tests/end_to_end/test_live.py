"""The demo's live session in a real browser: the growing playlist plays on, by the library and without it."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from tests.vocabulary.screen import DESKTOP, PHONE, Screen
from tests.vocabulary.tree import Tree
from tests.vocabulary.waiting import wait_until
from web.cli.demo.stream import SEGMENT_SECONDS

# Half a minute and more: CI runs them with the long proofs.
pytestmark = pytest.mark.long

NO_HLS = """
const asked = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (type) {
  return type.includes('mpegurl') ? '' : asked.call(this, type);
};
"""
PLAYED = "() => { const video = document.querySelector('video'); return video.readyState >= 3 && video.videoWidth; }"
MOVES = "(start) => document.querySelector('video').currentTime > start + 14"
FED = "() => document.querySelector('video').currentSrc.startsWith('blob:')"
PLAY = "async () => { const v = document.querySelector('video'); await v.play(); return v.currentTime; }"


def watch(screen: Screen, tree: Tree) -> None:
    wait_until("the stream has begun", lambda: list((tree.data / "live" / "demo").glob("*.ts")))
    page = screen.page
    page.goto(tree.live_link)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your email").fill("ada@example.com")
    page.get_by_role("button", name="Continue to the live session").click()
    expect(page.locator(".badge")).to_have_text("Live")
    page.wait_for_function(PLAYED)


@pytest.mark.parametrize("script", ["", NO_HLS], ids=["a browser that knows HLS", "a browser that does not"])
def test_a_guest_watches_a_stream_that_grows(tree: Tree, opening: Callable[..., Screen], script: str) -> None:
    screen = opening(PHONE)
    screen.page.add_init_script(script)
    watch(screen, tree)
    screen.page.wait_for_function(FED)
    start = screen.page.evaluate(PLAY)
    # Longer than the playlist was when the page was loaded: later ones have been read.
    screen.page.wait_for_function(MOVES, arg=start)
    screen.picture("live")


def test_who_presses_play_before_the_library_is_there_need_not_press_it_again(
    tree: Tree, opening: Callable[..., Screen]
) -> None:
    screen = opening(PHONE)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    screen.page.route("**/vendor/*", hold)
    with screen.page.expect_request("**/vendor/*"):
        watch(screen, tree)
    screen.page.evaluate(PLAY)
    held[0].continue_()
    screen.page.wait_for_function(FED)
    start = screen.page.evaluate("document.querySelector('video').currentTime")
    screen.page.wait_for_function("(start) => document.querySelector('video').currentTime > start + 1", arg=start)


def test_without_the_library_the_browser_shows_it_itself(tree: Tree, opening: Callable[..., Screen]) -> None:
    """Its pictures arrive. Whether they move on is Chromium's affair: its own player stops at the window's gap."""
    screen = opening(DESKTOP)
    screen.may_refuse = "hls.light.min.mjs"
    screen.page.route("**/vendor/*", lambda route: route.abort())
    watch(screen, tree)
    assert screen.page.evaluate("document.querySelector('video').currentSrc").endswith("/live/index.m3u8")


def test_an_end_is_said_to_those_who_watch(tree: Tree, opening: Callable[..., Screen]) -> None:
    screen = opening(DESKTOP)
    screen.may_refuse = "/live/index.m3u8"
    watch(screen, tree)
    screen.page.evaluate("document.querySelector('video').play()")
    (live,) = [item for item in tree.command("media", "list") if item["kind"] == "live"]
    tree.command("media", "end-live", str(live["id"]))
    expect(screen.page.get_by_text("This live session has ended.")).to_be_visible()
    expect(screen.page.locator(".badge")).to_be_hidden()
    screen.picture("live-ended")


def test_who_waits_and_who_watches_follow_a_start_that_is_moved(tree: Tree, opening: Callable[..., Screen]) -> None:
    owner, guest = opening(DESKTOP), opening(PHONE)
    guest.may_refuse = "/live/index.m3u8"
    watch(guest, tree)
    owner.sign_in(tree)
    owner.page.goto(f"{tree.address}/media/2/edit#start")
    start = owner.page.locator("[name=starts_at]")
    start.fill(f"{datetime.now(UTC) + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    owner.page.get_by_role("button", name="Save start time").click()
    expect(owner.page.get_by_text("Saved", exact=True)).to_be_visible()
    countdown = guest.page.get_by_role("timer")
    expect(countdown).to_have_text(re.compile("^02:5"), timeout=60_000)
    # Half a date is no date, and above all not the blank one, which would mean that it has started.
    start.press("Delete")
    owner.page.get_by_role("button", name="Save start time").click()
    expect(owner.page.locator("[name=starts_at]:invalid")).to_be_focused()
    start.fill("")
    owner.page.get_by_role("button", name="Save start time").click()
    expect(guest.page.locator(".badge")).to_have_text("Live", timeout=60_000)
    guest.page.wait_for_function(PLAYED)


def test_the_folder_of_a_deleted_demo_stays_erased(tree: Tree) -> None:
    """Its encoder goes on running, and must not write it anew."""
    folder = tree.data / "live" / "demo"
    wait_until("the stream begins", lambda: any(folder.glob("*.ts")))
    tree.command("media", "delete", "2")
    wait_until("its files are erased", lambda: not folder.exists())
    time.sleep(4 * SEGMENT_SECONDS)
    assert not folder.exists()
