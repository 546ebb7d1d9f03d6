"""WCAG 2.2 AA as far as a machine can tell: axe reports nothing on any page, in both schemes and sizes; nothing scrolls
sideways at 320 px; and the keyboard alone suffices. axe is the floor, not the goal."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.end_to_end.screen import DESKTOP, PHONE, Screen
from tests.end_to_end.tree import Tree

# Minutes in all: CI runs them with the long proofs.
pytestmark = pytest.mark.long

Opening = Callable[..., Screen]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NARROW: dict[str, object] = {"viewport": {"width": 320, "height": 640}}
SETTINGS = [
    pytest.param(size, scheme, language, id=f"{name}-{scheme}-{language}")
    for name, size in (("phone", PHONE), ("desktop", DESKTOP))
    for scheme, language in (("light", "en"), ("dark", "he"))
]

OWNERS = ["media", "media/new", "media/1", "media/1/preview", "media/1/delete", "media/1/guest-access"]
OWNERS += ["media/1/guest-access/new", "media/1/guest-access/off", "media/1/guest-access/links/1/delete", "nowhere"]
OWNERS += ["media/1/guests", "media/1/edit", "media/2", "media/3", "media/3/guest-access"]
OWNERS += ["media/new-live", "media/new-room", "account"]
ADMINS = ["modules", "modules/invitetomedia/off", "users", "users/new", "users/1", "groups", "maintenance"]


def found_by_axe(page: Page) -> list[str]:
    """Rule and place of each violation."""
    results = Axe().run(page, options=RULES).response
    assert results["passes"], "axe has looked at nothing"
    return [
        f"{page.url}: {violation['id']} at {', '.join(node['html'][:160] for node in violation['nodes'])}"
        for violation in results["violations"]
    ]


def pages_of_an_owner(owner: Screen, tree: Tree) -> Iterator[Page]:
    tree.command("user", "role", tree.email, "admin")
    for path in [*OWNERS, *(f"admin/{path}" for path in ADMINS)]:
        owner.page.goto(f"{tree.address}/{path}")
        yield owner.page
    owner.page.goto(f"{tree.address}/media/1")
    owner.page.locator(".popup summary").first.click()
    yield owner.page


def pages_of_a_guest(guest: Screen, tree: Tree) -> Iterator[Page]:
    guest.page.goto(tree.guest_link)
    yield guest.page
    guest.page.locator("main button.primary").click()
    yield guest.page
    guest.page.locator("[name=name]").fill("Ada")
    guest.page.locator("[name=email]").fill("ada@example.com")
    guest.page.locator("main button.primary").click()
    guest.page.wait_for_selector(".guest-bar")
    yield guest.page
    guest.page.locator(".guest-bar button").click()
    yield guest.page
    guest.page.goto(f"{tree.address}/g/{'x' * 32}")
    yield guest.page


def opened(opening: Opening, size: dict[str, object], scheme: str, language: str) -> Screen:
    return opening(size, color_scheme=scheme, locale=language)


@pytest.mark.parametrize(("size", "scheme", "language"), SETTINGS)
def test_axe_finds_nothing_on_the_pages_of_a_guest(
    tree: Tree, opening: Opening, size: dict[str, object], scheme: str, language: str
) -> None:
    guest = opened(opening, size, scheme, language)
    assert [found for page in pages_of_a_guest(guest, tree) for found in found_by_axe(page)] == []


@pytest.mark.parametrize(("size", "scheme", "language"), SETTINGS)
def test_axe_finds_nothing_on_the_pages_of_an_owner(
    tree: Tree, opening: Opening, size: dict[str, object], scheme: str, language: str
) -> None:
    owner = opened(opening, size, scheme, language)
    owner.page.goto(f"{tree.address}/login")
    found = found_by_axe(owner.page)
    owner.sign_in(tree)
    found += [each for page in pages_of_an_owner(owner, tree) for each in found_by_axe(page)]
    assert found == []


def test_nothing_scrolls_sideways_at_320_pixels(tree: Tree, opening: Opening) -> None:
    """As also at 200 % zoom of a 640 pixels wide window (WCAG 1.4.10)."""
    screen = opening(NARROW)
    screen.sign_in(tree)
    wide = [
        page.url
        for pages in (pages_of_an_owner(screen, tree), pages_of_a_guest(screen, tree))
        for page in pages
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    ]
    assert wide == []


def press_until(page: Page, name: str) -> None:
    """Tab on until the control of this name has the focus, seen by its outline."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """(() => { const at = document.activeElement;
                return at.getAttribute('aria-label') || at.innerText || at.name; })()"""
        )
        if focused and name in focused:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"the keyboard never came to {name}")


def test_the_keyboard_alone_takes_a_guest_in_and_out(tree: Tree, opening: Opening) -> None:
    guest = opening(DESKTOP)
    page = guest.page
    page.goto(tree.guest_link)
    press_until(page, "name")
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    page.keyboard.type("ada@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Watching as Ada")).to_be_visible()
    press_until(page, "Leave")
    page.keyboard.press("Enter")
    expect(guest.heading).to_have_text("You have left")


def test_the_keyboard_alone_makes_and_deletes_a_link(owner: Screen) -> None:
    page = owner.page
    press_until(page, "More actions")
    page.keyboard.press("Enter")
    press_until(page, "Manage guest access")
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog")
    expect(window.get_by_role("switch")).to_be_focused()
    press_until(page, "Create new link")
    page.keyboard.press("Enter")
    expect(window.get_by_label("Link name")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    expect(window.get_by_role("button", name="Copy link: By keyboard")).to_be_focused()
    press_until(page, "Delete link: By keyboard")
    page.keyboard.press("Enter")
    expect(window.get_by_role("link", name="Cancel")).to_be_focused()
    press_until(page, "Delete")
    page.keyboard.press("Enter")
    expect(window.get_by_text("1 of 3 links")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="More actions")).to_be_focused()
