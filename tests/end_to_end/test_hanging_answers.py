"""Windows whose answer does not come: nothing that is pressed stays without effect (contract 4.33)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.vocabulary.screen import Screen

pytestmark = pytest.mark.long

# In milliseconds. So long a window is waited for.
PATIENCE = 15_000


@pytest.fixture(autouse=True)
def _patient(owner: Screen) -> None:
    # Before its scripts are there, the page opens windows as pages.
    owner.page.wait_for_load_state()


def hang(_route: Route) -> None:
    """No answer comes."""


def hang_once() -> Callable[[Route], None]:
    """No answer comes to the first request. (A request that hangs goes on when its route is taken away.)"""
    held: list[Route] = []

    def handle(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    return handle


def press_manage(owner: Screen) -> Locator:
    owner.page.locator("summary", has_text="More actions").click()
    owner.page.get_by_role("link", name="Manage guest access").click()
    return owner.page.locator("summary", has_text="More actions")


def test_a_second_press_opens_a_window_that_did_not_come(owner: Screen) -> None:
    owner.page.route("**/guest-access", hang_once())
    pressed = press_manage(owner)
    expect(pressed).to_have_attribute("aria-busy", "true")
    press_manage(owner)
    expect(owner.page.get_by_role("dialog").get_by_role("switch")).to_be_focused()
    expect(owner.page.locator("[aria-busy]")).to_have_count(0)


def test_a_window_that_was_closed_while_it_loaded_can_be_opened_again(owner: Screen) -> None:
    window = owner.open_guest_access()
    owner.page.route("**/edit", hang)
    window.get_by_role("link", name="Edit link: A link").click()
    expect(window.locator("[aria-busy]")).to_have_count(1)
    owner.page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    owner.open_guest_access()


@pytest.mark.parametrize("button", ["Manage guest access", "Invite guests"])
def test_a_window_that_does_not_come_is_opened_as_a_page(owner: Screen, button: str) -> None:
    owner.page.clock.install()
    owner.page.reload()
    owner.page.route(re.compile("/guest-access"), hang_once())
    if button == "Manage guest access":
        press_manage(owner)
    else:
        owner.page.get_by_role("button", name=button).click()
    expect(owner.page.locator("[aria-busy]")).to_have_count(1)
    owner.page.clock.fast_forward(PATIENCE)
    expect(owner.page).to_have_url(re.compile("/guest-access"))
    expect(owner.page.get_by_role("dialog")).to_have_count(0)


def test_what_went_wrong_is_seen_by_somebody_who_has_scrolled_down(owner: Screen) -> None:
    owner.page.set_viewport_size({"width": 390, "height": 500})
    owner.may_refuse = "/edit"
    window = owner.open_guest_access()
    window.get_by_role("link", name="Edit link: A link").click()
    save = window.get_by_role("button", name="Save")
    save.scroll_into_view_if_needed()
    assert window.evaluate("dialog => dialog.scrollTop") > 0
    owner.page.route("**/edit", lambda route: route.abort())
    save.click()
    expect(window.get_by_role("alert")).to_have_text("That did not work. Check your connection and try again.")
    expect(window.get_by_role("alert")).to_be_in_viewport(ratio=1)
