"""Makes a picture of every page, on a phone and on a desktop, for people to look at (artifacts/screenshots)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from models.plumbing import database
from models.tables import GuestLink, Module
from tests.end_to_end.pages import ADMINS, OWNERS
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Screen, Size
from tests.vocabulary.tree import Tree

# These tests take minutes: CI runs them with the long proofs.
pytestmark = pytest.mark.long

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def fits_the_width(screen: Screen) -> bool:
    return bool(screen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def picture_each(screen: Screen, tree: Tree, whose: str, paths: list[str]) -> None:
    for path in paths:
        screen.page.goto(f"{tree.address}/{path}")
        screen.picture(f"{whose}-{path.removeprefix('admin/').replace('/', '-')}")
        assert fits_the_width(screen), path


@SIZES
def test_the_pages_of_an_owner(tree: Tree, open_screen: OpenScreen, size: Size) -> None:
    owner = open_screen(size)
    owner.page.goto(f"{tree.address}/login")
    owner.picture("owner-sign-in")
    owner.page.get_by_role("button", name="Sign in").click()
    owner.picture("owner-sign-in-refused")
    owner.sign_in(tree)
    owner.picture("owner-my-media")
    picture_each(owner, tree, "owner", OWNERS)
    owner.page.goto(f"{tree.address}/media/1")
    owner.page.locator("summary", has_text="Share").click()
    owner.picture("owner-share")
    owner.open_guest_access()
    owner.picture("owner-dialog")


@SIZES
def test_the_pages_of_an_admin(tree: Tree, open_screen: OpenScreen, size: Size) -> None:
    tree.command("user", "role", tree.email, "admin")
    admin = open_screen(size)
    admin.sign_in(tree)
    picture_each(admin, tree, "admin", [f"admin/{path}" for path in ADMINS])


@SIZES
def test_the_pages_of_a_guest(tree: Tree, open_screen: OpenScreen, size: Size) -> None:
    guest = open_screen(size)
    guest.page.goto(tree.guest_link)
    guest.picture("guest-entry")
    guest.page.get_by_role("button", name="Continue").click()
    expect(guest.page.get_by_text("Enter your name").first).to_be_visible()
    guest.picture("guest-entry-refused")
    guest.enter(tree.guest_link, "Ada")
    guest.play()
    guest.picture("guest-media")
    assert fits_the_width(guest)
    guest.page.get_by_role("button", name="Leave").click()
    guest.picture("guest-left")
    guest.page.goto(f"{tree.address}/g/{'x' * 32}")
    guest.picture("guest-unknown")
    for kind in ("live", "room"):
        guest.page.goto(tree.link_to(kind))
        guest.picture(f"guest-entry-{kind}")
        guest.enter(tree.link_to(kind), "Ada")
        guest.picture(f"guest-media-{kind}")


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


@SIZES
def test_each_reason_why_a_link_does_not_work_has_its_own_page(tree: Tree, open_screen: OpenScreen, size: Size) -> None:
    """The reasons are added one by one. Each of them has precedence over the ones before it (contract 2.31)."""
    guest = open_screen(size)
    link_id = str(tree.command("link", "list", "1")[0]["id"])
    for name, (happen, words) in REASONS.items():
        happen(tree, link_id)
        answer = guest.page.goto(tree.guest_link)
        assert answer is not None
        assert answer.status == 410
        expect(guest.heading).to_have_text(words)
        guest.picture(f"dead-link-{name}")
