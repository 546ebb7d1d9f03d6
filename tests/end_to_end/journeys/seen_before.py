"""Which pages were looked at before, in this process. To look at all of them again was a third of each journey."""

from typing import Any

from playwright.sync_api import Page

# Each place in the page, by the elements around it: tags, classes, and names of attributes. So a list is the same with
# two rows and with three, and what a page says does not count.
BUILD = """() => {
  const paths = new Map(), found = new Set();
  for (const part of document.querySelectorAll('*')) {
    const names = [...part.attributes].map(({ name }) => name).sort();
    const around = paths.get(part.parentElement) ?? '';
    const path = `${around}>${part.localName}.${part.getAttribute('class')}[${names}]`;
    paths.set(part, path);
    found.add(path);
  }
  return [...found].sort().join();
}"""
_seen: set[tuple[Any, ...]] = set()


def is_new(page: Page, *shown: object) -> bool:
    """Whether no page with this build was looked at before in this size. `shown`: what else tells pages apart, like
    their colour scheme."""
    key = hash(page.evaluate(BUILD)), str(page.viewport_size), *shown
    is_new = key not in _seen
    _seen.add(key)
    return is_new
