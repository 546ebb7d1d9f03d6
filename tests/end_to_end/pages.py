"""Pages of guests and admins one after the other, and what tests check on each. `every_page` has all of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.vocabulary.screen import DESKTOP, PHONE, Screen, Size
from tests.vocabulary.tree import Tree

# The narrowest screen on which a page must work (WCAG 1.4.10).
NARROW: Size = {"viewport": {"width": 320, "height": 640}}
ON_PHONE_AND_DESKTOP = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])

ADMIN_PATHS = ["", "modules", "modules/invitetomedia/off", "users", "users/new", "users/1", "groups", "maintenance"]
ADMIN_PATHS += ["users?search=louise&who=admin", "users?search=nobody", "theming", "erase"]
ADMIN_PATHS += ["audit", "audit?item=1", "audit?link=1", "audit?email=nobody%40example.com"]


def pages_of_an_admin(admin: Screen, tree: Tree) -> Iterator[Page]:
    for path in ADMIN_PATHS:
        admin.page.goto(f"{tree.address}/admin/{path}")
        yield admin.page


def pages_of_a_guest(guest: Screen, tree: Tree) -> Iterator[Page]:
    """The entry page, the refused form, the media page, the page after leaving, and an unknown link."""
    guest.page.goto(tree.guest_link)
    yield guest.page
    press(guest.page, "main button.primary")
    yield guest.page
    # By the names of the fields: the browser may show the page in any language.
    guest.page.locator("[name=name]").fill("Ada")
    guest.page.locator("[name=email]").fill("ada@example.com")
    press(guest.page, "main button.primary")
    yield guest.page
    press(guest.page, ".guest-bar form[action$=leave] button")
    yield guest.page
    guest.page.goto(f"{tree.address}/g/{'x' * 32}")
    yield guest.page


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def press(page: Page, button: str) -> None:
    """Press this button, and wait until the next page has loaded its styles: before that, it looks wrong."""
    with page.expect_navigation(wait_until="load"):
        page.locator(button).click()
