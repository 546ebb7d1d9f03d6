"""`python -m tests.end_to_end.screenshots` makes the pictures of the README, from a running demo."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.end_to_end.conftest import CHROMIUM, FLAGS
from tests.vocabulary.screen import DESKTOP, PHONE, Screen
from tests.vocabulary.tree import Tree
from web.cli.demo.story import MUSIC

# As a part of the film, and while a caption is shown.
AT_DUSK = 0.54
SHOW_CAPTIONS = """() => { for (const track of document.querySelector('video').textTracks)
    track.mode = track.language === 'en' ? 'showing' : 'disabled'; }"""
PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"


def keep(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")


def take(browser: Browser, tree: Tree) -> None:
    guest = Screen.open(browser, PHONE, locale="en")
    guest.page.goto(tree.guest_link)
    keep(guest.page, "entry")
    guest.enter(tree.guest_link, "Dana")
    guest.page.evaluate(SHOW_CAPTIONS)
    guest.play(at=AT_DUSK)
    keep(guest.page, "watching")
    owner = Screen.open(browser, DESKTOP, locale="en")
    owner.sign_in(tree)
    owner.page.get_by_role("link", name=MUSIC).click()
    owner.open_guest_access()
    owner.page.wait_for_load_state("networkidle")
    keep(owner.page, "manage")


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        tree = Tree(Path(folder) / "data").start("--demo").wait_until_announced()
        try:
            take(playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS), tree)
        finally:
            tree.stop()
