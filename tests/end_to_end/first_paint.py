"""`python -m tests.end_to_end.first_paint` measures how soon an entry page is seen on a slow line (facts 202).

Chromium itself slows the line down: 400 kbit/s either way, and 400 ms before each answer begins.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.end_to_end.conftest import CHROMIUM, FLAGS
from tests.end_to_end.entry_pages import dress, links_by_kind
from tests.vocabulary.screen import PHONE, Screen
from tests.vocabulary.tree import Tree

BYTES_A_SECOND = 400_000 / 8
SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
TIMES = 7
PAINT = """() => new Promise((painted) => new PerformanceObserver((list) => {
  const entry = list.getEntriesByName('first-contentful-paint')[0];
  if (entry) painted(entry.startTime);
}).observe({ type: 'paint', buffered: true }))"""


def first_paint(browser: Browser, link: str, language: str) -> float:
    """In milliseconds, in a browser that has never been here."""
    guest = Screen.open(browser, PHONE, locale=language)
    session = guest.page.context.new_cdp_session(guest.page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    guest.page.goto(link)
    milliseconds = float(guest.page.evaluate(PAINT))
    guest.page.context.close()
    return milliseconds


def measure(browser: Browser, tree: Tree) -> None:
    for is_dressed in (False, True):
        if is_dressed:
            dress(tree, Screen.open(browser, PHONE))
        for kind, link in links_by_kind(tree).items():
            for language in ("en", "he"):
                times = [first_paint(browser, link, language) for _ in range(TIMES)]
                name = f"{kind}, {language}{', with a look of its own' if is_dressed else ''}"
                sys.stdout.write(f"{name}: {statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f})\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        tree = Tree(Path(folder) / "data").start("--demo").wait_until_announced()
        try:
            measure(playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS), tree)
        finally:
            tree.stop()
