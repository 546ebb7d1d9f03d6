"""What is wrong with a page, besides what axe finds: WCAG 1.4.10, 1.4.12, 2.5.8, and how it is set."""

from itertools import pairwise

from playwright.sync_api import Page

from tests.end_to_end.pages import scrolls_sideways

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
    // In a narrow header, the name of the person who is signed in ends in dots.
    if (part.closest('.account bdi') || getComputedStyle(part).clipPath !== 'none') return false;
    return getComputedStyle(part).overflowX !== 'visible' && part.scrollWidth > part.clientWidth + 1;
}).map((part) => `clipped: ${part.outerHTML.slice(0, 120)}`)"""
# A label counts as a part of its control. The link in a row of a list covers the whole row.
SMALL = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((control) => {
    const isNone = control.matches('[type=hidden], .skip-link, .media-title, [aria-hidden=true]');
    if (isNone || !control.checkVisibility()) return false;
    const boxes = [control, ...(control.labels ?? [])].map((part) => part.getBoundingClientRect());
    return !boxes.some((box) => box.height >= 43.5 && box.width >= 43.5);
}).map((control) => `too small for a finger: ${control.outerHTML.slice(0, 120)}`)"""
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
}).map((box) => `not beside its label: ${box.outerHTML.slice(0, 120)}`)"""
# A window has headings of its own.
LEVELS = """() => [...(document.querySelector('dialog[open]') ?? document).querySelectorAll('h1, h2, h3, h4')]
    .filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1]))"""


def for_fingers(page: Page) -> list[str]:
    """On a phone."""
    return [*sideways(page), *page.evaluate(SMALL), *page.evaluate(ASKEW), *headings(page), *spaced(page)]


def sideways(page: Page) -> list[str]:
    return ["scrolls sideways"] if scrolls_sideways(page) else []


def headings(page: Page) -> list[str]:
    """They start at level one and skip no level."""
    levels = page.evaluate(LEVELS)
    is_good = levels[:1] == [1] == [each for each in levels if each == 1]
    is_good = is_good and all(after <= before + 1 for before, after in pairwise(levels))
    return [] if is_good and page.title() else [f"headings {levels} below “{page.title()}”"]


def spaced(page: Page) -> list[str]:
    """With wider spacing of letters, words and lines."""
    page.evaluate(SPACING)
    found = [*page.evaluate(CLIPPED), *(["scrolls sideways when it is spaced"] if scrolls_sideways(page) else [])]
    page.evaluate("() => { document.adoptedStyleSheets = [] }")
    return found
