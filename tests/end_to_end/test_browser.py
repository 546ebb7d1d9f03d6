"""Guest links in a real browser: an owner manages them, guests watch on phones, and access ends as it should.

Each test takes seconds, so only the most important ones are in the default run; the others are `long`.
"""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import OpenScreen, Screen


def create_link(owner: Screen, window: Locator, video: OwnVideo, name: str, *, clicks: str = "", days: str = "") -> str:
    """By the form in the window. Returns the address that *Copy* put on the clipboard."""
    window.get_by_role("link", name="Create new link").click()
    expect(window.get_by_label("Link name")).to_have_value(f"Link to {video.title}")
    owner.picture("create-new-link")
    window.get_by_label("Link name").fill(name)
    window.get_by_label("# of clicks").fill(clicks)
    window.get_by_label("Duration").fill(days)
    window.get_by_role("button", name="Create").click()
    row = window.get_by_role("row", name=re.compile(name))
    row.get_by_role("button", name="Copy").click()
    expect(window.get_by_text("Copied").first).to_be_visible()
    return str(owner.page.evaluate("navigator.clipboard.readText()"))


@pytest.fixture
def link(owner: Screen, video: OwnVideo) -> str:
    """A new link for two guests and one week."""
    return create_link(owner, owner.open_guest_access(), video, "For the team", clicks="2", days="7")


def test_an_owner_manages_guest_access(owner: Screen, video: OwnVideo) -> None:
    owner.picture("media-page")
    window = owner.open_guest_access()
    owner.picture("manage-guest-access")
    owner.turn_off(window)
    expect(window.get_by_text("Off", exact=True)).to_be_visible()
    owner.turn_on(window)
    link = create_link(owner, window, video, "For the team", clicks="2", days="7")
    assert link.startswith(f"{video.owner.address}/g/")
    row = window.get_by_role("row", name=re.compile("For the team"))
    expect(row.get_by_text("Active")).to_be_visible()
    expect(row.get_by_text("0 of 2")).to_be_visible()
    expect(row.get_by_text("in 7 days")).to_be_visible()
    expect(window.get_by_text("2 of 3 links")).to_be_visible()
    owner.picture("manage-guest-access-two-links")


def test_guests_play_seek_and_reload_and_the_third_is_too_late(
    owner: Screen, link: str, open_screen: OpenScreen
) -> None:
    first, second, third = open_screen(), open_screen(), open_screen()
    first.enter(link, "Ada")
    first.play()
    first.play(at=0.8)
    first.page.reload()
    first.play()
    second.enter(link, "Bob")
    second.play()
    third.page.goto(link)
    expect(third.heading).to_have_text("This link has reached its limit")
    for guest in (first, second):
        guest.page.reload()
        guest.play(at=0.3)
    # The window that was open is open again (contract 4.33).
    owner.page.reload()
    window = owner.page.get_by_role("dialog")
    row = window.get_by_role("row", name=re.compile("For the team"))
    expect(row.get_by_text("2 of 2")).to_be_visible()
    expect(row.get_by_text("Limit reached")).to_be_visible()
    expect(row.get_by_role("cell").nth(3)).to_have_text("2")


@pytest.mark.long
def test_an_open_page_counts_as_a_view_and_a_playing_one_as_a_play(
    owner: Screen, link: str, open_screen: OpenScreen
) -> None:
    guest = open_screen()
    guest.enter(link, "Ada")
    guest.page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    owner.page.reload()
    expect(owner.page.get_by_text("1 View")).to_contain_text("0 Plays")
    with guest.page.expect_response(lambda answer: answer.url.endswith("/alive") and answer.status == 200):
        guest.play()
    owner.page.reload()
    expect(owner.page.get_by_text("1 View")).to_contain_text("1 Play")


@pytest.mark.long
def test_a_change_of_language_keeps_what_was_typed(link: str, open_screen: OpenScreen) -> None:
    page = open_screen().page
    page.goto(link)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your email").fill("ada@example.com")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_label("Tu nombre")).to_have_value("Ada")
    expect(page.locator("[name=email]")).to_have_value("ada@example.com")
    page.reload()
    expect(page.get_by_label("Tu nombre")).to_have_value("")


def test_after_access_is_turned_off_guests_play_on_until_they_reload(
    owner: Screen, video: OwnVideo, open_screen: OpenScreen
) -> None:
    playing, reloading = open_screen(), open_screen()
    playing.enter(video.guest_link, "Ada")
    playing.play()
    reloading.enter(video.guest_link, "Bob")
    window = owner.open_guest_access()
    owner.turn_off(window)
    assert playing.status_of_bytes(first=1_000_000) == 206
    playing.play(at=0.9)
    reloading.page.reload()
    expect(reloading.heading).to_have_text("This link is turned off")
    # When access is on again, the link works, but the earlier guest sessions do not.
    owner.turn_on(window)
    playing.page.reload()
    expect(playing.page.get_by_label("Your name")).to_be_visible()
    playing.enter(video.guest_link, "Ada")
    playing.play()


@pytest.mark.long
def test_a_deleted_link_refuses_its_guest_at_the_next_load(
    owner: Screen, link: str, video: OwnVideo, open_screen: OpenScreen
) -> None:
    guest, other = open_screen(), open_screen()
    guest.enter(link, "Ada")
    other.enter(video.guest_link, "Bob")
    owner.page.reload()
    window = owner.page.get_by_role("dialog")
    owner.open_menu(window, "For the team").get_by_role("link", name="Delete link: For the team").click()
    expect(window.get_by_text("will never work again")).to_be_visible()
    owner.picture("delete-link")
    window.get_by_role("button", name="Delete").click()
    expect(window.get_by_text("1 of 3 links")).to_be_visible()
    guest.play(at=0.5)
    guest.page.reload()
    expect(guest.heading).to_have_text("This link was removed")
    other.page.reload()
    other.play()


def test_deleted_media_stops_at_once(owner: Screen, video: OwnVideo, open_screen: OpenScreen) -> None:
    guest = open_screen()
    guest.enter(video.guest_link, "Ada")
    guest.play()
    owner.page.locator("summary", has_text="More actions").click()
    owner.page.get_by_role("link", name="Delete").click()
    owner.picture("delete-media")
    owner.page.get_by_role("button", name="Delete").click()
    expect(owner.page.get_by_text("” was deleted.")).to_be_visible()
    guest.may_refuse = "/video"
    assert guest.status_of_bytes(first=1_000_000) == 403
    guest.page.reload()
    expect(guest.heading).to_have_text("This media is no longer available")


def test_without_scripts_a_link_is_created_and_a_guest_enters(video: OwnVideo, open_screen: OpenScreen) -> None:
    owner, guest = open_screen(java_script_enabled=False), open_screen(java_script_enabled=False)
    owner.sign_in(video.owner)
    owner.page.get_by_role("link", name=video.title).click()
    owner.page.locator("summary", has_text="More actions").click()
    owner.page.get_by_role("link", name="Manage guest access").click()
    owner.picture("without-scripts-manage-guest-access")
    owner.page.get_by_role("link", name="Create new link").click()
    owner.page.get_by_label("Link name").fill("Plain")
    owner.page.get_by_role("button", name="Create").click()
    link = owner.page.get_by_label("Address of link: Plain").input_value()
    guest.enter(link, "Ada")
    assert guest.page.locator("video source").get_attribute("src")
    guest.page.get_by_role("button", name="Leave").click()
    expect(guest.heading).to_have_text("You have left")
