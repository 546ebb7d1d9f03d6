"""What a screen reader reads out: words that come into a live region which was shown before (contract 4.31)."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.vocabulary.own_video import OwnVideo, Person, share
from tests.vocabulary.screen import DESKTOP, OpenScreen, Screen

pytestmark = pytest.mark.long

# Notes what came into each region, and whether the region had been shown for a moment before.
LISTEN = """
window.heard = [];
const LIVE = '[role="status"], [role="alert"], [aria-live], output';
const shown = new WeakMap();
setInterval(() => {
  for (const region of document.querySelectorAll(LIVE)) {
    if (region.checkVisibility() && !shown.has(region)) shown.set(region, Date.now());
  }
}, 20);
window.isSettled = () => [...document.querySelectorAll(LIVE)].filter((region) => region.checkVisibility())
  .every((region) => Date.now() - (shown.get(region) ?? Date.now()) > 80);
new MutationObserver((changes) => {
  if (document.readyState === 'loading') return;
  const regions = new Set(changes.flatMap(({ target, type }) => {
    const at = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const inside = [at?.closest(LIVE), ...(at?.querySelectorAll(LIVE) ?? [])].filter(Boolean);
    return type === 'attributes' ? inside.filter((region) => !shown.has(region)) : inside;
  }));
  for (const region of regions) {
    const words = region.textContent.trim();
    if (!words || !region.checkVisibility()) continue;
    window.heard.push({ words, isRead: shown.has(region) && Date.now() - shown.get(region) > 80 });
  }
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
"""


def settle(page: Page) -> None:
    """People take a moment, too, before they do something in a window that has opened."""
    page.wait_for_load_state()
    page.wait_for_function("() => window.isSettled()")


def is_read(page: Page, words: str) -> None:
    page.wait_for_function(
        "(words) => window.heard.some((each) => each.isRead && each.words.includes(words))", arg=words
    )


def not_read(page: Page) -> list[str]:
    return [each["words"] for each in page.evaluate("window.heard") if not each["isRead"]]


def server_says(page: Page, state: str) -> None:
    """The server's answer is made up. tests/end_to_end/test_live.py shows that real ones are heeded."""
    starts = page.locator(".live").get_attribute("data-starts")
    page.unroute("**/alive")
    page.route("**/alive", lambda route: route.fulfill(json={"live": state, "starts_at": starts}))
    page.evaluate("document.dispatchEvent(new Event('guestlink:ask'))")


def test_the_states_of_a_live_session_are_read_out(person: Person, open_screen: OpenScreen) -> None:
    starts = f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%MZ}"
    live = person.add("Board", "add-live", "--folder", f"board{person.id}", "--starts", starts)
    guest = open_screen(DESKTOP)
    guest.may_refuse = "/live/index.m3u8", "/events"
    # Without a stream of events, the page goes by what its heartbeats are answered.
    guest.page.route("**/events", lambda route: route.abort())
    guest.page.add_init_script(LISTEN)
    guest.enter(share(person.tree, live), "Ada")
    settle(guest.page)
    server_says(guest.page, "live")
    is_read(guest.page, "Live")
    server_says(guest.page, "interrupted")
    is_read(guest.page, "The stream has stopped.")
    server_says(guest.page, "upcoming")
    is_read(guest.page, "It has not started yet.")
    guest.page.unroute("**/alive")
    person.tree.command("media", "end-live", str(live))
    is_read(guest.page, "This live session has ended.")
    assert not_read(guest.page) == []


def test_what_an_owner_does_is_read_out(owner: Screen) -> None:
    page = owner.page
    page.add_init_script(LISTEN)
    page.reload()
    page.locator("summary", has_text="Share").click()
    page.get_by_role("button", name="Copy").click()
    is_read(page, "Copied")
    window = owner.open_guest_access()
    owner.turn_off(window)
    is_read(page, "Saved")
    window.get_by_role("link", name="Create new link").click()
    expect(window.get_by_label("Link name")).to_be_focused()
    settle(page)
    window.get_by_label("Duration").fill("7")
    is_read(page, "Ends on")
    owner.may_refuse = "/guest-access"
    page.route("**/guest-access", lambda route: route.abort())
    window.get_by_role("button", name="Create").click()
    is_read(page, "That did not work.")
    # A message that has the focus is read because of it.
    page.unroute("**/guest-access")
    window.get_by_label("Link name").fill("")
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_label("Link name")).to_be_focused()
    quiet = [words for words in not_read(page) if not words.startswith(("Please check", "Ends on"))]
    assert quiet == []


def test_what_changes_when_an_ended_link_is_edited_is_read_out(
    owner: Screen, video: OwnVideo, open_screen: OpenScreen
) -> None:
    """Of a link that has ended with its only click spent (contract 4.47)."""
    tree = video.owner.tree
    [link] = tree.command("link", "list", str(video.id))
    tree.command("link", "edit", str(link["id"]), "--clicks", "1")
    open_screen(DESKTOP).enter(video.guest_link, "Ada")
    tree.command("link", "end", str(link["id"]))
    page = owner.page
    page.add_init_script(LISTEN)
    page.reload()
    window = owner.open_guest_access()
    window.get_by_role("link", name="Edit link: A link").click()
    effects = window.locator("[data-entering]")
    expect(effects).to_have_text("1 guest will enter again; 0 clicks are left.")
    settle(page)
    window.get_by_role("button", name="Raise the limit to 2").click()
    expect(effects).to_have_text("1 guest will enter again; 1 click is left.")
    # It is read because it has the focus: the button is gone.
    expect(effects).to_be_focused()
    expect(window.get_by_role("button", name="Raise the limit")).to_be_hidden()
    window.get_by_label("# of clicks").fill("12")
    page.keyboard.press("Tab")
    is_read(page, "1 guest will enter again; 11 clicks are left.")
    window.get_by_role("button", name="+7 days").click()
    is_read(page, "Ends on")
    assert not_read(page) == []


def test_an_upload_that_fails_is_read_out(owner: Screen, video: OwnVideo) -> None:
    page = owner.page
    page.add_init_script(LISTEN)
    page.goto(f"{video.owner.address}/media/new")
    page.locator("[name=file]").set_input_files({"name": "a.mp4", "mimeType": "video/mp4", "buffer": b"x" * 10})
    page.locator("[name=title]").fill("Clip")
    page.route("**/uploads/", lambda route: route.abort())
    page.get_by_role("button", name="Upload").click()
    is_read(page, "Clip: Waiting for the network")
    page.unroute("**/uploads/")
    is_read(page, "Clip: Nothing in this file can be played.")
    assert not_read(page) == []
    owner.complaints.clear()


def test_what_was_done_on_the_page_before_is_read_out(owner: Screen, video: OwnVideo) -> None:
    page = owner.page
    page.add_init_script(LISTEN)
    page.goto(f"{video.page}/edit")
    page.locator("form").filter(has=page.locator("[name=title]")).get_by_role("button", name="Save").click()
    is_read(page, "Saved")
