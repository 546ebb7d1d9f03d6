"""A page of 320 × 256 pixels, which is a window of 1280 × 1024 at 400 % zoom (WCAG 1.4.10, 2.4.11): nothing stays at
the edge of the window, and the control with the focus is never covered."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.end_to_end.pages import pages_of_a_guest, pages_of_an_admin, pages_of_an_owner, scrolls_sideways
from tests.vocabulary.screen import OpenScreen, Size
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long

LOW: Size = {"viewport": {"width": 320, "height": 256}}
STAYING = """() => [...document.querySelectorAll('body *:not(dialog)')].filter((part) => part.checkVisibility()
    && ['sticky', 'fixed'].includes(getComputedStyle(part).position)).map((part) => part.outerHTML.slice(0, 120))"""
# What lies over the middle and near the corners of the control with the focus, unless it belongs to the control.
COVERING = """() => {
    const at = document.activeElement;
    if (at === document.body || at.matches('main, video')) return [];
    const box = at.getBoundingClientRect();
    const inside = [[0.5, 0.5], [0.2, 0.3], [0.8, 0.7]]
        .map(([x, y]) => [box.x + box.width * x, box.y + box.height * y])
        .filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    if (!inside.length) return [`out of sight: ${at.outerHTML.slice(0, 120)}`];
    return inside.map(([x, y]) => document.elementFromPoint(x, y))
        .filter((over) => over && !at.contains(over) && !over.contains(at))
        .map((over) => `${over.outerHTML.slice(0, 120)} covers ${at.outerHTML.slice(0, 120)}`);
}"""
MOST_CONTROLS = 60


@pytest.fixture
def tree(shared_tree: Tree) -> Tree:
    return shared_tree


def tab_through(page: Page) -> list[str]:
    """What covers a control while the Tab key moves the focus through the page."""
    found: list[str] = []
    for _ in range(MOST_CONTROLS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        found += page.evaluate(COVERING)
    return found


def faults(page: Page) -> list[str]:
    wide = ["scrolls sideways"] if scrolls_sideways(page) else []
    return [f"{page.url}: {each}" for each in [*page.evaluate(STAYING), *wide, *tab_through(page)]]


def test_nothing_stays_over_the_page_and_covers_the_focus(tree: Tree, open_screen: OpenScreen) -> None:
    screen = open_screen(LOW)
    screen.sign_in(tree)
    pages = [pages_of_an_admin, pages_of_an_owner, pages_of_a_guest]
    assert [fault for each in pages for page in each(screen, tree) for fault in faults(page)] == []


def test_nothing_stays_over_a_window(tree: Tree, open_screen: OpenScreen) -> None:
    screen = open_screen(LOW)
    screen.sign_in(tree)
    screen.page.goto(f"{tree.address}/media/1")
    screen.open_guest_access()
    assert faults(screen.page) == []
    screen.page.get_by_role("link", name="Create new link").click()
    expect(screen.page.get_by_label("Link name")).to_be_focused()
    assert faults(screen.page) == []


def test_what_was_done_in_a_section_is_said_there_and_covers_nothing(tree: Tree, open_screen: OpenScreen) -> None:
    screen = open_screen(LOW)
    screen.sign_in(tree)
    page = screen.page
    page.goto(f"{tree.address}/media/1/edit")
    captions: FilePayload = {
        "name": "a.vtt",
        "mimeType": "text/vtt",
        "buffer": b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n",
    }
    # The film has captions already, in other languages.
    page.locator("#captions select[name=language]").select_option("fr")
    page.locator("#captions [name=file]").set_input_files(captions)
    page.get_by_role("button", name="Upload captions").click()
    # The second says how many there are, and from when to when.
    said = page.locator("#captions").get_by_role("status").first
    expect(said).to_contain_text("Captions saved")
    expect(said).to_be_in_viewport()
    expect(page.locator(".flashes")).to_be_empty()
    assert faults(page) == []
    page.get_by_role("button", name="Remove captions: Français").click()
    expect(said).to_have_text("Captions removed.")
