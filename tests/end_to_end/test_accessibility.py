"""WCAG 2.2 AA as far as a machine can tell: axe reports nothing on any page, in both schemes, sizes and
directions; and nothing scrolls sideways at 320 px. axe is the floor, not the goal; `test_keyboard` walks each flow."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.vocabulary.screen import DESKTOP, PHONE, Screen
from tests.vocabulary.tree import Tree

# Minutes in all: CI runs them with the long proofs.
pytestmark = pytest.mark.long

Opening = Callable[..., Screen]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NARROW: dict[str, object] = {"viewport": {"width": 320, "height": 640}}
SETTINGS = [
    pytest.param(size, language, id=f"{name}-{language}")
    for name, size in (("phone", PHONE), ("desktop", DESKTOP))
    for language in ("en", "he")
]

OWNERS = ["media", "media/new", "media/1", "media/1/preview", "media/1/delete", "media/1/guest-access"]
OWNERS += ["media/1/guest-access/new", "media/1/guest-access/off", "media/1/guest-access/links/1/delete", "nowhere"]
OWNERS += ["media/1/guests", "media/1/edit", "media/2", "media/2/edit", "media/3", "media/3/guest-access"]
OWNERS += ["media/new-live", "media/new-room", "account"]
ADMINS = ["modules", "modules/invitetomedia/off", "users", "users/new", "users/1", "groups", "maintenance"]


@pytest.fixture
def tree(standing: Tree) -> Tree:
    return standing


def found_by_axe(page: Page) -> list[str]:
    """Scheme, rule and place of each violation."""
    return [f"{page.url} ({scheme}): {found}" for scheme in ("light", "dark") for found in _found_in(page, scheme)]


def _found_in(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    # A colour that is still fading is none of the page's.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    results = Axe().run(page, options=RULES).response
    assert results["passes"], "axe has looked at nothing"
    return [
        f"{violation['id']} at {', '.join(node['html'][:160] for node in violation['nodes'])}"
        for violation in results["violations"]
    ]


def pages_of_an_admin(admin: Screen, tree: Tree) -> Iterator[Page]:
    for path in ADMINS:
        admin.page.goto(f"{tree.address}/admin/{path}")
        yield admin.page


def pages_of_an_owner(owner: Screen, tree: Tree) -> Iterator[Page]:
    for path in OWNERS:
        owner.page.goto(f"{tree.address}/{path}")
        yield owner.page
    owner.page.goto(f"{tree.address}/media/1")
    owner.page.locator(".popup summary").first.click()
    yield owner.page
    owner.page.goto(f"{tree.address}/media/1/edit")
    owner.page.context.clear_cookies()
    press(owner.page, "main button.primary")
    yield owner.page


def press(page: Page, button: str) -> None:
    """And wait for the page that comes, with its styles: half a page has faults that nobody sees."""
    with page.expect_navigation(wait_until="load"):
        page.locator(button).click()


def pages_of_a_guest(guest: Screen, tree: Tree) -> Iterator[Page]:
    guest.page.goto(tree.guest_link)
    yield guest.page
    press(guest.page, "main button.primary")
    yield guest.page
    guest.page.locator("[name=name]").fill("Ada")
    guest.page.locator("[name=email]").fill("ada@example.com")
    press(guest.page, "main button.primary")
    yield guest.page
    press(guest.page, ".guest-bar button")
    yield guest.page
    guest.page.goto(f"{tree.address}/g/{'x' * 32}")
    yield guest.page


@pytest.mark.parametrize(("size", "language"), SETTINGS)
def test_axe_finds_nothing_on_the_pages_of_a_guest(
    tree: Tree, opening: Opening, size: dict[str, object], language: str
) -> None:
    guest = opening(size, locale=language)
    assert [found for page in pages_of_a_guest(guest, tree) for found in found_by_axe(page)] == []


@pytest.mark.parametrize(("size", "language"), SETTINGS)
def test_axe_finds_nothing_on_the_pages_of_an_owner(
    tree: Tree, opening: Opening, size: dict[str, object], language: str
) -> None:
    owner = opening(size, locale=language)
    # The demo's stream may not have begun yet; the page asks on.
    owner.may_refuse = "/live/index.m3u8"
    owner.page.goto(f"{tree.address}/login")
    found = found_by_axe(owner.page)
    owner.sign_in(tree)
    found += [each for page in pages_of_an_owner(owner, tree) for each in found_by_axe(page)]
    assert found == []


@pytest.mark.parametrize(("size", "language"), SETTINGS)
def test_axe_finds_nothing_on_the_pages_of_an_admin(
    tree: Tree, opening: Opening, size: dict[str, object], language: str
) -> None:
    admin = opening(size, locale=language)
    admin.sign_in(tree)
    assert [found for page in pages_of_an_admin(admin, tree) for found in found_by_axe(page)] == []


def test_nothing_scrolls_sideways_at_320_pixels(tree: Tree, opening: Opening) -> None:
    """As also at 200 % zoom of a 640 pixels wide window (WCAG 1.4.10)."""
    screen = opening(NARROW)
    screen.sign_in(tree)
    wide = [
        page.url
        for pages in (pages_of_an_admin, pages_of_an_owner, pages_of_a_guest)
        for page in pages(screen, tree)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    ]
    assert wide == []
