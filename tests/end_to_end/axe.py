"""What axe finds on a page."""

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    """In both colour schemes: the page, the rule and the elements of each violation."""
    return [f"{page.url} ({scheme}): {found}" for scheme in ("light", "dark") for found in _violations(page, scheme)]


def _violations(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    # Without motion: while a colour fades in, its contrast is not yet the one that people read.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    results = Axe().run(page, options=RULES).response
    assert results["passes"], "axe checked nothing"
    return [
        f"{violation['id']} at {', '.join(node['html'][:160] for node in violation['nodes'])}"
        for violation in results["violations"]
    ]
