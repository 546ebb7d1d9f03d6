"""What axe finds on a page."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# It looks as long for nodes without violations, but does not describe each of them.
OPTIONS: dict[str, Any] = {"runOnly": TAGS, "resultTypes": ["violations"]}
# Axe waits for timers, which the browser does not run on a page without script. Promises work there.
TIMERS = """window.setTimeout = window.requestAnimationFrame = (run, _ms, ...values) => {
  if (typeof run === 'function') Promise.resolve().then(() => run(...values));
  return 1;
}"""
RUN = """async (options) => {
  const { passes, violations } = await axe.run(options);
  if (!passes.length) throw new Error('axe checked nothing');
  const places = (nodes) => nodes.map((node) => node.html.slice(0, 160)).join(', ');
  return violations.map(({ id, nodes }) => `${id} at ${places(nodes)}`);
}"""


def violations(page: Page) -> list[str]:
    """In both colour schemes: the page, the rule and the elements of each violation."""
    return [found for scheme in ("light", "dark") for found in _violations_after_a_change(page, scheme)]


def _violations_after_a_change(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    # Without motion: while a colour fades in, its contrast is not yet the one that people read.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    return violations_in(page, scheme)


def violations_in(page: Page, scheme: str, *, has_script: bool = True) -> list[str]:
    """In the colour scheme in which the page is shown."""
    options = OPTIONS
    if not has_script:
        page.evaluate(TIMERS)
        # It would wait for events of the page.
        options = OPTIONS | {"preload": False}
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    return [f"{page.url} ({scheme}): {violation}" for violation in page.evaluate(RUN, options)]
