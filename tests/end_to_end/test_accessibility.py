"""WCAG 2.2 AA as far as axe can tell: it reports nothing on any page, in both colour schemes, sizes and directions.

Also, no page scrolls sideways at 320 pixels. `test_keyboard` and `test_legibility` check more of WCAG.
"""

import pytest

from tests.end_to_end.axe import violations
from tests.end_to_end.pages import NARROW, pages_of_a_guest, pages_of_an_admin, pages_of_an_owner, scrolls_sideways
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Size
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long

SETTINGS = [
    pytest.param(size, language, id=f"{name}-{language}")
    for name, size in (("phone", PHONE), ("desktop", DESKTOP))
    for language in ("en", "he")
]


@pytest.fixture
def tree(shared_tree: Tree) -> Tree:
    return shared_tree


@pytest.mark.parametrize(("size", "language"), SETTINGS)
def test_axe_finds_nothing_on_the_pages_of_a_guest(
    tree: Tree, open_screen: OpenScreen, size: Size, language: str
) -> None:
    guest = open_screen(size, locale=language)
    assert [found for page in pages_of_a_guest(guest, tree) for found in violations(page)] == []


@pytest.mark.parametrize(("size", "language"), SETTINGS)
def test_axe_finds_nothing_on_the_pages_of_an_owner(
    tree: Tree, open_screen: OpenScreen, size: Size, language: str
) -> None:
    owner = open_screen(size, locale=language)
    # The stream of the demo may not have started yet. The page tries again.
    owner.may_refuse = "/live/index.m3u8"
    owner.page.goto(f"{tree.address}/login")
    found = violations(owner.page)
    owner.sign_in(tree)
    found += [each for page in pages_of_an_owner(owner, tree) for each in violations(page)]
    assert found == []


@pytest.mark.parametrize(("size", "language"), SETTINGS)
def test_axe_finds_nothing_on_the_pages_of_an_admin(
    tree: Tree, open_screen: OpenScreen, size: Size, language: str
) -> None:
    admin = open_screen(size, locale=language)
    admin.sign_in(tree)
    assert [found for page in pages_of_an_admin(admin, tree) for found in violations(page)] == []


def test_nothing_scrolls_sideways_at_320_pixels(tree: Tree, open_screen: OpenScreen) -> None:
    """A window of 640 pixels at 200 % zoom is the same (WCAG 1.4.10)."""
    screen = open_screen(NARROW)
    screen.sign_in(tree)
    wide = [
        page.url
        for pages in (pages_of_an_admin, pages_of_an_owner, pages_of_a_guest)
        for page in pages(screen, tree)
        if scrolls_sideways(page)
    ]
    assert wide == []
