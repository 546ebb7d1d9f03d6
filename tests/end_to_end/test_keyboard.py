"""The keyboard alone suffices in each flow (WCAG 2.1.1, 2.4.7): Tab comes to each control, and its outline shows."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models.people import accounts
from models.plumbing import database
from tests.vocabulary import pictures
from tests.vocabulary.maker import NOW, PASSWORD
from tests.vocabulary.screen import DESKTOP, Screen
from tests.vocabulary.tree import Tree
from web.cli.demo.clip import make_clip

# Half a minute and more: CI runs them with the long proofs.
pytestmark = pytest.mark.long

Opening = Callable[..., Screen]


def press_until(page: Page, name: str) -> None:
    """Tab on until the control of this name has the focus, seen by its outline."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """(() => { const at = document.activeElement;
                return [at.name, at.getAttribute('aria-label') || at.innerText]; })()"""
        )
        if name == focused[0] or name in (focused[1] or ""):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"nobody sees that the focus is on {focused}"
            return
    raise AssertionError(f"the keyboard never came to {name}")


def test_the_keyboard_alone_takes_a_guest_in_and_out(tree: Tree, opening: Opening) -> None:
    guest = opening(DESKTOP)
    page = guest.page
    page.goto(tree.guest_link)
    press_until(page, "name")
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    page.keyboard.type("ada@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Watching as Ada")).to_be_visible()
    press_until(page, "Leave")
    page.keyboard.press("Enter")
    expect(guest.heading).to_have_text("You have left")


def test_the_keyboard_alone_makes_and_deletes_a_link(owner: Screen) -> None:
    page = owner.page
    press_until(page, "More actions")
    page.keyboard.press("Enter")
    press_until(page, "Manage guest access")
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog")
    expect(window.get_by_role("switch")).to_be_focused()
    press_until(page, "Create new link")
    page.keyboard.press("Enter")
    expect(window.get_by_label("Link name")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    expect(window.get_by_role("button", name="Copy link: By keyboard")).to_be_focused()
    press_until(page, "Delete link: By keyboard")
    page.keyboard.press("Enter")
    expect(window.get_by_role("link", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(window.get_by_role("link", name="Delete link: By keyboard")).to_be_focused()
    page.keyboard.press("Enter")
    expect(window.get_by_role("link", name="Cancel")).to_be_focused()
    press_until(page, "Delete")
    page.keyboard.press("Enter")
    expect(window.get_by_text("1 of 3 links")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="More actions")).to_be_focused()


def test_a_panel_never_covers_what_the_keyboard_has_gone_on_to(owner: Screen) -> None:
    press_until(owner.page, "Share")
    owner.page.keyboard.press("Enter")
    expect(owner.page.locator("details.popup[open]")).to_have_count(1)
    press_until(owner.page, "Español")
    expect(owner.page.locator("details.popup[open]")).to_have_count(0)


def follow(page: Page, key: str = "Enter") -> None:
    """What the key leads to, wholly there: a Tab pressed before would be the old page's."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)


def choose(page: Page, name: str, file: Path) -> None:
    """By the field of this name, as the Space bar opens the system's own window for files."""
    with page.expect_file_chooser() as opened:
        # Inside: the browser is told of it without an answer, and a key pressed at once may come before.
        press_until(page, name)
        page.keyboard.press("Space")
    opened.value.set_files(file)


def test_the_keyboard_alone_adds_a_video_with_captions_and_poster(owner: Screen, tree: Tree, tmp_path: Path) -> None:
    page = owner.page
    clip, picture, captions = tmp_path / "clip.mp4", tmp_path / "poster.png", tmp_path / "captions.vtt"
    make_clip(clip, seconds=1, width=160, height=90)
    picture.write_bytes(pictures.picture())
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n")
    page.goto(f"{tree.address}/media/new")
    press_until(page, "title")
    page.keyboard.type("By keyboard")
    choose(page, "file", clip)
    press_until(page, "Upload")
    follow(page)
    expect(owner.heading).to_have_text("By keyboard")
    expect(page.get_by_role("status").get_by_text("“By keyboard” was added.")).to_be_visible()
    press_until(page, "More actions")
    page.keyboard.press("Enter")
    press_until(page, "Edit")
    follow(page)
    choose(page, "picture", picture)
    press_until(page, "Upload poster")
    follow(page)
    expect(page.get_by_text("Poster saved.")).to_be_visible()
    press_until(page, "language")
    while page.locator("[name=language]:is(select)").input_value() != "he":
        page.keyboard.press("ArrowDown")
    choose(page, "file", captions)
    press_until(page, "Upload captions")
    follow(page)
    expect(page.get_by_text("Captions saved: עברית")).to_be_visible()
    press_until(page, "Remove captions: עברית")
    follow(page)
    expect(page.get_by_text("Captions removed.")).to_be_visible()


def test_the_keyboard_alone_names_and_removes_a_collaborator(owner: Screen, tree: Tree) -> None:
    page = owner.page
    email = f"{uuid.uuid4().hex[:8]}@example.com"
    with database.writing(tree.engine) as db:
        accounts.add_user(db, email=email, name="Grace", role="viewer", password=PASSWORD, now=NOW)
    page.goto(f"{tree.address}/media/1/edit")
    press_until(page, "email")
    page.keyboard.type(email)
    follow(page)
    expect(page.get_by_text("Grace can now edit this media.")).to_be_visible()
    press_until(page, "Remove collaborator: Grace")
    follow(page)
    expect(page.get_by_text("Collaborator removed.")).to_be_visible()


def test_the_keyboard_alone_runs_the_site(tree: Tree, opening: Opening) -> None:
    tree.command("user", "role", tree.email, "admin")
    admin = opening(DESKTOP)
    admin.sign_in(tree)
    page = admin.page
    press_until(page, "Admin")
    follow(page)
    switch = page.get_by_role("switch", name="Guest links on this site")
    press_until(page, "Guest links on this site")
    follow(page, "Space")
    expect(page.get_by_role("link", name="Cancel")).to_be_focused()
    follow(page)
    expect(switch).to_have_attribute("aria-checked", "true")
    press_until(page, "Users")
    follow(page)
    press_until(page, "Add a person")
    follow(page)
    press_until(page, "email")
    page.keyboard.type(f"{uuid.uuid4().hex[:8]}@example.com")
    press_until(page, "name")
    page.keyboard.type("Kim Key")
    press_until(page, "password")
    page.keyboard.type(PASSWORD)
    follow(page)
    expect(page.get_by_text("“Kim Key” was added.")).to_be_visible()
    press_until(page, "Groups")
    follow(page)
    press_until(page, "name")
    page.keyboard.type("Teachers")
    follow(page)
    expect(admin.heading).to_have_text("Teachers")
    press_until(page, "Maintenance")
    follow(page)
    expect(admin.heading).to_have_text("Maintenance")
