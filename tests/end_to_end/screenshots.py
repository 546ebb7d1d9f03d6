"""`python -m tests.end_to_end.screenshots` makes the pictures of the README, from a running demo."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.end_to_end.conftest import CHROMIUM, FLAGS
from tests.vocabulary.screen import DESKTOP, PHONE, Screen
from tests.vocabulary.tree import Tree
from web.cli.demo.story import FILM, MUSIC

# As a part of the film, and while a caption is shown.
AT_DUSK = 0.54
SHOW_CAPTIONS = """() => { for (const track of document.querySelector('video').textTracks)
    track.mode = track.language === 'en' ? 'showing' : 'disabled'; }"""
PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"


def keep(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")


def keep_when_loaded(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    keep(page, name)


def take_those_of_a_guest(browser: Browser, tree: Tree) -> None:
    guest = Screen.open(browser, PHONE, locale="en")
    guest.page.goto(tree.guest_link)
    keep(guest.page, "entry")
    guest.enter(tree.guest_link, "Dana")
    guest.page.evaluate(SHOW_CAPTIONS)
    guest.play(at=AT_DUSK)
    keep(guest.page, "watching")


def take_those_of_the_owner(browser: Browser, tree: Tree) -> None:
    owner = Screen.open(browser, DESKTOP, locale="en")
    owner.sign_in(tree)
    keep_when_loaded(owner.page, "my-media")
    owner.page.get_by_role("link", name=MUSIC).click()
    owner.open_guest_access()
    keep_when_loaded(owner.page, "manage")
    owner.page.goto(f"{tree.address}/media")
    owner.page.get_by_role("link", name=FILM).click()
    owner.page.get_by_role("button", name="Invite guests").click()
    expect(owner.page.get_by_role("dialog").get_by_role("heading", name="Invite guests")).to_be_visible()
    keep_when_loaded(owner.page, "invite")
    # The demo's first item is the film, and its first link is the film's.
    owner.page.goto(f"{tree.address}/media/1/guest-access/links/1/guests")
    keep_when_loaded(owner.page, "guests")


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        tree = Tree(Path(folder) / "data").start("--demo").wait_until_announced()
        try:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            take_those_of_a_guest(browser, tree)
            take_those_of_the_owner(browser, tree)
        finally:
            tree.stop()
