"""Back closes the window above the media page and keeps what was typed in it (contract 4.33)."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.end_to_end.keyboard import tab_to
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import PHONE, OpenScreen, Screen
from tests.vocabulary.tree import Tree
from web.cli.demo.story import FILM

pytestmark = pytest.mark.long


@pytest.fixture
def phone(open_screen: OpenScreen, shared_tree: Tree) -> Screen:
    screen = open_screen(PHONE)
    screen.sign_in(shared_tree)
    screen.page.goto(f"{shared_tree.address}/media/1")
    # Before its scripts are there, the page opens windows as pages.
    screen.page.wait_for_load_state()
    return screen


def type_a_name(phone: Screen) -> Locator:
    window = phone.open_guest_access()
    window.get_by_role("link", name="Create new link").click()
    window.get_by_label("Link name").fill("For the choir")
    return window


def is_closed(page: Page, title: str = FILM) -> None:
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/media/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_back_closes_the_window_and_what_was_typed_is_there_when_it_is_opened_again(
    open_screen: OpenScreen, video: OwnVideo
) -> None:
    phone = open_screen(PHONE)
    phone.sign_in_and_open(video)
    phone.page.wait_for_load_state()
    window = type_a_name(phone)
    phone.page.go_back()
    is_closed(phone.page, video.title)
    phone.open_guest_access()
    window.get_by_role("link", name="Create new link").click()
    expect(window.get_by_label("Link name")).to_have_value("For the choir")
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_role("row", name=re.compile("For the choir"))).to_be_visible()
    phone.page.go_back()
    is_closed(phone.page, video.title)
    # The form was sent, so the next one is a new one.
    phone.open_guest_access()
    window.get_by_role("link", name="Create new link").click()
    expect(window.get_by_label("Link name")).to_have_value(f"Link to {video.title}")


def test_forward_opens_the_window_again(phone: Screen) -> None:
    window = type_a_name(phone)
    phone.page.go_back()
    is_closed(phone.page)
    phone.page.go_forward()
    expect(window.get_by_label("Link name")).to_have_value("For the choir")


def test_a_window_that_was_closed_leaves_nothing_in_the_history(phone: Screen) -> None:
    type_a_name(phone)
    phone.page.keyboard.press("Escape")
    is_closed(phone.page)
    phone.open_guest_access()
    phone.page.get_by_role("button", name="Close").click()
    is_closed(phone.page)
    phone.page.wait_for_function("() => !history.state")
    phone.page.go_back()
    expect(phone.page).to_have_url(re.compile("/media$"))


def test_a_reload_keeps_the_window_and_what_was_typed(phone: Screen) -> None:
    window = type_a_name(phone)
    phone.page.wait_for_function("() => JSON.stringify(history.state).includes('For the choir')")
    phone.page.reload()
    expect(window.get_by_label("Link name")).to_have_value("For the choir")
    phone.page.go_back()
    is_closed(phone.page)
    phone.page.go_back()
    expect(phone.page).to_have_url(re.compile("/media$"))


def test_a_refused_form_is_one_window_too(phone: Screen) -> None:
    window = type_a_name(phone)
    phone.may_refuse = "/guest-access"
    window.get_by_label("Link name").fill(" ")
    window.get_by_role("button", name="Create").click()
    expect(window.locator(".has-error")).to_be_visible()
    expect(window.get_by_label("Link name")).to_be_focused()
    phone.page.go_back()
    is_closed(phone.page)


def test_cancel_drops_what_was_typed(phone: Screen) -> None:
    window = type_a_name(phone)
    window.get_by_role("link", name="Cancel").click()
    window.get_by_role("link", name="Create new link").click()
    expect(window.get_by_label("Link name")).to_have_value(f"Link to {FILM}")


def test_without_scripts_back_leads_from_page_to_page(open_screen: OpenScreen, shared_tree: Tree) -> None:
    screen = open_screen(PHONE, java_script_enabled=False)
    screen.sign_in(shared_tree)
    screen.page.goto(f"{shared_tree.address}/media/1")
    screen.page.goto(f"{shared_tree.address}/media/1/guest-access")
    screen.page.get_by_role("link", name="Create new link").click()
    expect(screen.heading).to_have_text("Create new link")
    screen.page.go_back()
    expect(screen.heading).to_have_text("Manage guest access")
    screen.page.go_back()
    is_closed(screen.page)


def test_the_focus_returns_to_what_opened_the_window_also_behind_skip_to_content(phone: Screen) -> None:
    """The way back in the history once took it to `#main` instead."""
    page = phone.page
    tab_to(page, "Skip to content")
    page.keyboard.press("Enter")
    tab_to(page, "Invite guests")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !history.state")
    # What the browser does to the focus on the way back, it has done before the next picture.
    page.evaluate("() => new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame))")
    expect(page.get_by_role("button", name="Invite guests")).to_be_focused()
