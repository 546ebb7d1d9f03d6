"""A page of 320 × 256 pixels, which is a window of 1280 × 1024 at 400 % zoom (WCAG 1.4.10, 2.4.11): nothing stays at
the edge of the window, and the control with the focus is never covered."""

from playwright.sync_api import Page

from tests.end_to_end.every_page.faults import sideways
from tests.vocabulary.screen import Size

LOW: Size = {"viewport": {"width": 320, "height": 256}}
STAYING = """() => [...document.querySelectorAll('body *:not(dialog)')].filter((part) => part.checkVisibility()
    && ['sticky', 'fixed'].includes(getComputedStyle(part).position)).map((part) => part.outerHTML.slice(0, 120))"""
# What lies over the middle and near the corners of the control with the focus, unless it belongs to the control. Null
# when the focus has left the page.
COVERING = """() => {
    const at = document.activeElement;
    if (at === document.body) return null;
    if (at.matches('main, video')) return [];
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


def faults(page: Page) -> list[str]:
    return [f"{page.url}: {each}" for each in [*page.evaluate(STAYING), *sideways(page), *_tab_through(page)]]


def _tab_through(page: Page) -> list[str]:
    """What covers a control while the Tab key moves the focus through the page."""
    found: list[str] = []
    for _ in range(MOST_CONTROLS):
        page.keyboard.press("Tab")
        covering = page.evaluate(COVERING)
        if covering is None:
            break
        found += covering
    return found
