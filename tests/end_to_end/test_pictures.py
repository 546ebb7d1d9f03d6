"""Makes a picture of every page, on a phone and on a desktop, for people to look at (artifacts/screenshots).

`test_admin` makes those of the admin pages.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from models.plumbing import database
from models.tables import GuestLink, Module
from tests.end_to_end.pages import ON_PHONE_AND_DESKTOP, OWNER_PATHS, scrolls_sideways
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Screen, Size
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long


def keep(screen: Screen, name: str) -> None:
    """Make a picture of a page. Fails when the page scrolls sideways."""
    screen.picture(name)
    assert not scrolls_sideways(screen.page), name


def test_no_page_of_an_owner_scrolls_sideways(tree: Tree, open_screen: OpenScreen) -> None:
    for size in (PHONE, DESKTOP):
        keep_pages_of_owner(tree, open_screen(size))


def keep_pages_of_owner(tree: Tree, owner: Screen) -> None:
    owner.page.goto(f"{tree.address}/login")
    keep(owner, "owner-sign-in")
    owner.page.get_by_role("button", name="Sign in").click()
    expect(owner.page.locator(".error").first).to_be_visible()
    keep(owner, "owner-sign-in-refused")
    owner.sign_in(tree)
    keep(owner, "owner-my-media")
    for path in OWNER_PATHS:
        owner.page.goto(f"{tree.address}/{path}")
        keep(owner, f"owner-{path.replace('/', '-')}")
    owner.page.goto(f"{tree.address}/media/1")
    owner.page.locator("summary", has_text="Share").click()
    keep(owner, "owner-share")
    owner.open_guest_access()
    keep(owner, "owner-dialog")


@ON_PHONE_AND_DESKTOP
def test_no_page_of_a_guest_scrolls_sideways(shared_tree: Tree, open_screen: OpenScreen, size: Size) -> None:
    tree, guest = shared_tree, open_screen(size)
    guest.page.goto(tree.guest_link)
    keep(guest, "guest-entry")
    guest.page.get_by_role("button", name="Continue").click()
    expect(guest.page.get_by_text("Enter your name").first).to_be_visible()
    keep(guest, "guest-entry-refused")
    guest.enter(tree.guest_link, "Ada")
    guest.play()
    keep(guest, "guest-media")
    guest.page.get_by_role("button", name="Leave").click()
    expect(guest.heading).to_have_text("You have left")
    keep(guest, "guest-left")
    guest.page.goto(f"{tree.address}/g/{'x' * 32}")
    keep(guest, "guest-unknown")
    for kind in ("live", "room"):
        guest.page.goto(tree.link_to(kind))
        keep(guest, f"guest-entry-{kind}")
        guest.enter(tree.link_to(kind), "Ada")
        keep(guest, f"guest-media-{kind}")


def use_up(tree: Tree, link_id: str) -> None:
    with database.writing(tree.engine) as db:
        db.execute(update(GuestLink).where(GuestLink.id == int(link_id)).values(click_limit=1, clicks=1))


def let_expire(tree: Tree, link_id: str) -> None:
    with database.writing(tree.engine) as db:
        ago = datetime.now(UTC) - timedelta(seconds=1)
        db.execute(update(GuestLink).where(GuestLink.id == int(link_id)).values(expires_at=ago))


def turn_module_off(tree: Tree, _link_id: str) -> None:
    with database.writing(tree.engine) as db:
        db.execute(update(Module).values(enabled=False))


REASONS: dict[str, tuple[Callable[[Tree, str], object], str]] = {
    "off": (lambda tree, _: tree.command("access", "off", "1"), "This link is turned off"),
    "limit-reached": (use_up, "This link has reached its limit"),
    "expired": (let_expire, "This link has expired"),
    "unavailable": (turn_module_off, "Guest links are not available on this site"),
    "removed": (lambda tree, link_id: tree.command("link", "delete", link_id), "This link was removed"),
    "media-gone": (lambda tree, _: tree.command("media", "delete", "1"), "This media is no longer available"),
}


def test_each_reason_why_a_link_does_not_work_has_its_own_page(tree: Tree, open_screen: OpenScreen) -> None:
    """The reasons are added one by one. Each of them has precedence over the ones before it (contract 2.31)."""
    guests = [open_screen(PHONE), open_screen(DESKTOP)]
    link_id = str(tree.command("link", "list", "1")[0]["id"])
    for name, (happen, words) in REASONS.items():
        happen(tree, link_id)
        for guest in guests:
            answer = guest.page.goto(tree.guest_link)
            assert answer is not None
            assert answer.status == 410
            expect(guest.heading).to_have_text(words)
            keep(guest, f"dead-link-{name}")
