"""Rules of WCAG 2.2 AA that axe does not check: wider spacing clips no text (1.4.12), controls are large enough for a
finger, headings skip no level, and a refused form has the focus on what is wrong."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.pages import NARROW, pages_of_a_guest, pages_of_an_admin, pages_of_an_owner, scrolls_sideways
from tests.vocabulary.screen import OpenScreen, Screen, Size
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long

TOUCH: Size = NARROW | {"is_mobile": True, "has_touch": True}
# The spacing that WCAG 1.4.12 names.
SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
CLIPPED = """() => [...document.querySelectorAll('body *')].filter((part) => {
    if (part.childElementCount || !part.textContent.trim() || !part.checkVisibility()) return false;
    // Texts for screen readers alone are clipped on purpose, and lists scroll.
    if (part.closest('.visually-hidden, .skip-link, thead, select, textarea')) return false;
    return getComputedStyle(part).overflowX !== 'visible' && part.scrollWidth > part.clientWidth + 1;
}).map((part) => part.outerHTML.slice(0, 120))"""
# A label counts as a part of its control. The link in a row of a list covers the whole row.
SMALL = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((control) => {
    const isNone = control.matches('[type=hidden], .skip-link, .media-title, [aria-hidden=true]');
    if (isNone || !control.checkVisibility()) return false;
    const boxes = [control, ...(control.labels ?? [])].map((part) => part.getBoundingClientRect());
    return !boxes.some((box) => box.height >= 43.5 && box.width >= 43.5);
}).map((control) => control.outerHTML.slice(0, 120))"""
# Boxes inside their labels whose middle is not in the middle of the label's first line.
ASKEW = """() => [...document.querySelectorAll('label > :is([type=checkbox], [type=radio])')].filter((box) => {
    if (!box.checkVisibility() || box.getAttribute('role') === 'switch') return false;
    const texts = document.createTreeWalker(box.parentElement, NodeFilter.SHOW_TEXT);
    while (texts.nextNode() && !texts.currentNode.textContent.trim());
    const words = document.createRange();
    words.selectNodeContents(texts.currentNode);
    const line = words.getClientRects()[0];
    const middle = (part) => part.top + part.height / 2;
    return line && Math.abs(middle(line) - middle(box.getBoundingClientRect())) > 4;
}).map((box) => box.outerHTML.slice(0, 120))"""
LEVELS = """() => [...document.querySelectorAll('h1, h2, h3, h4')]
    .filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1]))"""


@pytest.fixture
def tree(shared_tree: Tree) -> Tree:
    return shared_tree


def every_page(screen: Screen, tree: Tree) -> Iterator[Page]:
    screen.page.goto(f"{tree.address}/login")
    yield screen.page
    screen.sign_in(tree)
    yield from pages_of_an_admin(screen, tree)
    yield from pages_of_an_owner(screen, tree)
    yield from pages_of_a_guest(screen, tree)


def test_every_control_is_large_enough_for_a_finger(tree: Tree, open_screen: OpenScreen) -> None:
    found = [(page.url, page.evaluate(SMALL)) for page in every_page(open_screen(TOUCH), tree)]
    assert len(found) > 20
    assert [(url, small) for url, small in found if small] == []


def test_a_box_stands_beside_the_first_line_of_its_label(tree: Tree, open_screen: OpenScreen) -> None:
    found = [(page.url, page.evaluate(ASKEW)) for page in every_page(open_screen(TOUCH), tree)]
    assert len(found) > 20
    assert [(url, askew) for url, askew in found if askew] == []


def test_wider_spacing_clips_no_text(tree: Tree, open_screen: OpenScreen) -> None:
    wrong = []
    for page in every_page(open_screen(TOUCH), tree):
        page.evaluate(SPACING)
        wide = scrolls_sideways(page)
        wrong += [(page.url, found) for found in [*page.evaluate(CLIPPED), *(["scrolls sideways"] if wide else [])]]
        page.evaluate("() => { document.adoptedStyleSheets = [] }")
    assert wrong == []


def test_headings_start_at_level_one_and_skip_no_level(tree: Tree, open_screen: OpenScreen) -> None:
    for page in every_page(open_screen(TOUCH), tree):
        # A click may not have opened the next page yet.
        page.locator("h1").first.wait_for()
        levels = page.evaluate(LEVELS)
        assert levels.count(1) == 1, page.url
        assert levels[0] == 1, page.url
        assert all(after <= before + 1 for before, after in pairwise(levels)), (page.url, levels)
        assert page.title(), page.url


@pytest.mark.parametrize("path", ["media/new-live", "media/new-room", "media/1/guest-access/new", "admin/users/new"])
def test_a_refused_form_has_the_focus_on_what_is_wrong(tree: Tree, open_screen: OpenScreen, path: str) -> None:
    owner = open_screen(TOUCH)
    owner.sign_in(tree)
    owner.page.goto(f"{tree.address}/{path}")
    for field in owner.page.locator("main input[type=text]").all():
        field.fill("")
    owner.page.locator("main button.primary").last.click()
    wrong, summary = owner.page.locator("[aria-invalid]"), owner.page.locator(".error-summary")
    expect(wrong.first).to_be_visible()
    assert summary.count() == (wrong.count() > 1)
    if summary.count():
        expect(summary).to_be_focused()
        first = summary.locator("a").first
        first.click()
        expect(owner.page.locator(str(first.get_attribute("href")))).to_be_focused()
    else:
        expect(wrong).to_be_focused()
    assert wrong.first.get_attribute("aria-describedby")
