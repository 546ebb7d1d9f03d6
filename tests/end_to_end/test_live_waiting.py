"""What an owner sees between adding a live session and the first playlist of its encoder (contract 9.24)."""

import pytest
from playwright.sync_api import Locator, expect

from tests.vocabulary.demo_stream import wait_for_stream
from tests.vocabulary.screen import DESKTOP, OpenScreen, Screen
from tests.vocabulary.tree import Tree
from web.cli.demo.story import FOLDER

pytestmark = pytest.mark.long


@pytest.fixture
def owner(tree: Tree, open_screen: OpenScreen) -> Screen:
    screen = open_screen(DESKTOP)
    screen.may_refuse = (".m3u8", ".ts")
    screen.sign_in(tree)
    return screen


def add(owner: Screen, tree: Tree, folder: str) -> Locator:
    """Add a session for this folder. Returns the words that say what it waits for."""
    owner.page.goto(f"{tree.address}/media/new-live")
    owner.page.get_by_label("Title").fill("Once more")
    owner.page.get_by_label("Folder").fill(folder)
    owner.page.get_by_role("button", name="Add").click()
    expect(owner.heading).to_have_text("Once more")
    words = owner.page.get_by_text(f"This page waits for your encoder to write a playlist into the folder {folder}.")
    expect(words).to_have_count(1)
    return words


def test_what_was_there_before_does_not_show_but_an_encoder_that_is_running_does(tree: Tree, owner: Screen) -> None:
    wait_for_stream(tree)
    words = add(owner, tree, FOLDER)
    # The encoder of the demo writes a playlist every two seconds.
    expect(owner.page.locator(".badge")).to_be_visible()
    expect(words).to_be_hidden()
    owner.page.wait_for_function("() => document.querySelector('video').readyState >= 3")


def test_an_owner_is_told_what_is_waited_for(tree: Tree, owner: Screen) -> None:
    expect(add(owner, tree, "hall")).to_be_visible()
    expect(owner.page.locator(".badge")).to_be_hidden()
    owner.picture("live-waiting")
