"""A picture of every page, on a phone and on a desktop, for people to look at (artifacts/screenshots)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.end_to_end.screen import DESKTOP, PHONE, Screen
from tests.end_to_end.tree import Tree

# Minutes in all: CI runs them with the long proofs.
pytestmark = pytest.mark.long

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
Opening = Callable[..., Screen]


def no_wider_than_the_screen(screen: Screen) -> bool:
    return bool(screen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@SIZES
def test_the_pages_of_an_owner(tree: Tree, opening: Opening, size: dict[str, object]) -> None:
    owner = opening(size)
    owner.page.goto(f"{tree.address}/login")
    owner.picture("owner-sign-in")
    owner.page.get_by_role("button", name="Sign in").click()
    owner.picture("owner-sign-in-refused")
    owner.sign_in(tree)
    owner.picture("owner-my-media")
    pages = ["media/new", "media/1", "media/1/preview", "media/1/delete", "media/1/guest-access"]
    pages += ["media/1/guest-access/new", "media/1/guest-access/off", "media/1/guest-access/links/1/delete", "nowhere"]
    for path in pages:
        owner.page.goto(f"{tree.address}/{path}")
        owner.page.wait_for_load_state("networkidle")
        owner.picture(f"owner-{path.replace('/', '-')}")
        assert no_wider_than_the_screen(owner), path
    owner.page.goto(f"{tree.address}/media/1")
    owner.page.locator("summary", has_text="Share").click()
    owner.picture("owner-share")
    owner.manage()
    owner.picture("owner-dialog")


@SIZES
def test_the_pages_of_a_guest(tree: Tree, opening: Opening, size: dict[str, object]) -> None:
    guest = opening(size)
    guest.page.goto(tree.guest_link)
    guest.picture("guest-entry")
    guest.page.get_by_role("button", name="Continue").click()
    expect(guest.page.get_by_text("Enter your name").first).to_be_visible()
    guest.picture("guest-entry-refused")
    guest.enter(tree.guest_link, "Ada")
    guest.play()
    guest.picture("guest-media")
    assert no_wider_than_the_screen(guest)
    guest.page.get_by_role("button", name="Leave").click()
    guest.picture("guest-left")
    tree.command("access", "off", "1")
    guest.page.goto(tree.guest_link)
    guest.picture("guest-turned-off")
    guest.page.goto(f"{tree.address}/g/{'x' * 32}")
    guest.picture("guest-unknown")
