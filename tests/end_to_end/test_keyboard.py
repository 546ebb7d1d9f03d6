"""Every task can be done with the keyboard alone: Tab reaches each control, and its outline is visible (WCAG 2.1.1,
2.4.7)."""

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models.people import accounts
from models.plumbing import database
from tests.end_to_end.keyboard import choose, follow, tab_to
from tests.vocabulary import pictures
from tests.vocabulary.clips import make_clip
from tests.vocabulary.maker import NOW, PASSWORD
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, OpenScreen, Screen
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long


def test_the_keyboard_alone_takes_a_guest_in_and_out(video: OwnVideo, open_screen: OpenScreen) -> None:
    guest = open_screen(DESKTOP)
    page = guest.page
    page.goto(video.guest_link)
    tab_to(page, "name")
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    page.keyboard.type("ada@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Watching as Ada")).to_be_visible()
    tab_to(page, "Leave")
    page.keyboard.press("Enter")
    expect(guest.heading).to_have_text("You have left")


def test_the_keyboard_alone_makes_and_deletes_a_link(owner: Screen) -> None:
    page = owner.page
    # Before its scripts are there, the page opens windows as pages.
    page.wait_for_load_state()
    tab_to(page, "More actions")
    page.keyboard.press("Enter")
    tab_to(page, "Manage guest access")
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog")
    expect(window.get_by_role("switch")).to_be_focused()
    tab_to(page, "Create new link")
    page.keyboard.press("Enter")
    expect(window.get_by_label("Link name")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Enter")
    expect(window.get_by_role("button", name="Copy link: By keyboard")).to_be_focused()
    _choose_delete(page)
    expect(window.get_by_role("link", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(window.locator("summary[aria-label='More for link: By keyboard']")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    _choose_delete(page)
    expect(window.get_by_role("link", name="Cancel")).to_be_focused()
    tab_to(page, "Delete")
    page.keyboard.press("Enter")
    expect(window.get_by_text("1 of 3 links")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="More actions")).to_be_focused()


def test_the_switch_keeps_the_focus_after_a_row_was_left(owner: Screen) -> None:
    window = owner.open_guest_access()
    switch = window.get_by_role("switch")
    window.get_by_role("link", name="Edit link: A link").press("Enter")
    window.get_by_role("link", name="Cancel").press("Enter")
    expect(window.get_by_role("link", name="Edit link: A link")).to_be_focused()
    switch.press("Space")
    window.get_by_role("link", name="Cancel").press("Enter")
    expect(switch).to_be_focused()


def _choose_delete(page: Page) -> None:
    tab_to(page, "More for link: By keyboard")
    page.keyboard.press("Enter")
    tab_to(page, "Delete link: By keyboard")
    page.keyboard.press("Enter")


def test_a_panel_never_covers_the_control_with_the_focus(owner: Screen) -> None:
    tab_to(owner.page, "Share")
    owner.page.keyboard.press("Enter")
    expect(owner.page.locator("details.drawer[open]")).to_have_count(1)
    tab_to(owner.page, "Español")
    expect(owner.page.locator("details.drawer[open]")).to_have_count(0)


def test_the_keyboard_alone_adds_a_video_with_captions_and_poster(
    owner: Screen, video: OwnVideo, tmp_path: Path
) -> None:
    page = owner.page
    clip, picture, captions = tmp_path / "clip.mp4", tmp_path / "poster.png", tmp_path / "captions.vtt"
    make_clip(clip, seconds=1, width=160, height=90)
    picture.write_bytes(pictures.picture())
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n")
    page.goto(f"{video.owner.address}/media/new")
    tab_to(page, "title")
    page.keyboard.type("By keyboard")
    choose(page, "file", clip)
    tab_to(page, "Upload")
    page.keyboard.press("Enter")
    expect(owner.heading).to_have_text("By keyboard")
    _add_poster_and_captions(page, picture, captions)
    tab_to(page, "Remove captions: \u2068עברית\u2069")
    follow(page)
    expect(page.get_by_text("Captions removed.")).to_be_visible()


def _add_poster_and_captions(page: Page, picture: Path, captions: Path) -> None:
    tab_to(page, "More actions")
    page.keyboard.press("Enter")
    tab_to(page, "Edit")
    follow(page)
    choose(page, "picture", picture)
    tab_to(page, "Upload poster")
    follow(page)
    expect(page.get_by_text("Poster saved.")).to_be_visible()
    tab_to(page, "language")
    while page.locator("[name=language]:is(select)").input_value() != "he":
        page.keyboard.press("ArrowDown")
    choose(page, "file", captions)
    tab_to(page, "Upload captions")
    follow(page)
    expect(page.get_by_text("Captions saved: \u2068עברית\u2069")).to_be_visible()


def test_the_keyboard_alone_adds_and_removes_a_collaborator(owner: Screen, video: OwnVideo) -> None:
    page = owner.page
    email = f"{uuid.uuid4().hex[:8]}@example.com"
    with database.writing(video.owner.tree.engine) as db:
        accounts.add_user(db, email=email, name="Grace", role="viewer", password=PASSWORD, now=NOW)
    page.goto(f"{video.page}/edit")
    tab_to(page, "email")
    page.keyboard.type(email)
    follow(page)
    expect(page.get_by_text("Added. If this person has an account")).to_be_visible()
    tab_to(page, f"Remove collaborator: {email}")
    follow(page)
    expect(page.get_by_text("Collaborator removed.")).to_be_visible()


def test_the_keyboard_alone_does_the_work_of_an_admin(shared_tree: Tree, open_screen: OpenScreen) -> None:
    admin = open_screen(DESKTOP)
    admin.sign_in(shared_tree)
    page = admin.page
    tab_to(page, "Admin")
    follow(page)
    tab_to(page, "Modules")
    follow(page)
    switch = page.get_by_role("switch", name="Guest links on this site")
    tab_to(page, "Guest links on this site")
    follow(page, "Space")
    expect(page.get_by_role("link", name="Cancel")).to_be_focused()
    follow(page)
    expect(switch).to_have_attribute("aria-checked", "true")
    _add_person(page)
    tab_to(page, "Groups")
    follow(page)
    tab_to(page, "name")
    page.keyboard.type("Teachers")
    follow(page)
    expect(admin.heading).to_have_text("Teachers")
    tab_to(page, "Maintenance")
    follow(page)
    expect(admin.heading).to_have_text("Maintenance")


def _add_person(page: Page) -> None:
    tab_to(page, "Users")
    follow(page)
    tab_to(page, "Add a person")
    follow(page)
    tab_to(page, "email")
    page.keyboard.type(f"{uuid.uuid4().hex[:8]}@example.com")
    tab_to(page, "name")
    page.keyboard.type("Kim Key")
    tab_to(page, "signs_in")
    page.keyboard.press("ArrowDown")
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    follow(page)
    expect(page.get_by_text("“Kim Key” was added.")).to_be_visible()
