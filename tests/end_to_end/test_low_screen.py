"""On a page of 320 × 256 pixels, nothing covers the control with the focus in a window, nor after something was done.
`every_page` looks at all pages so."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.end_to_end.every_page.low_screen import LOW, faults
from tests.vocabulary.screen import OpenScreen
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long


@pytest.fixture
def tree(shared_tree: Tree) -> Tree:
    return shared_tree


def test_nothing_stays_over_a_window(tree: Tree, open_screen: OpenScreen) -> None:
    screen = open_screen(LOW)
    screen.sign_in(tree)
    screen.page.goto(f"{tree.address}/media/1")
    screen.open_guest_access()
    assert faults(screen.page) == []
    screen.page.get_by_role("link", name="Create new link").click()
    expect(screen.page.get_by_label("Link name")).to_be_focused()
    assert faults(screen.page) == []


def test_what_was_done_in_a_section_is_said_there_and_covers_nothing(tree: Tree, open_screen: OpenScreen) -> None:
    screen = open_screen(LOW)
    screen.sign_in(tree)
    page = screen.page
    page.goto(f"{tree.address}/media/1/edit")
    captions: FilePayload = {
        "name": "a.vtt",
        "mimeType": "text/vtt",
        "buffer": b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n",
    }
    # The film has captions already, in other languages.
    page.locator("#captions select[name=language]").select_option("fr")
    page.locator("#captions [name=file]").set_input_files(captions)
    page.get_by_role("button", name="Upload captions").click()
    # The second says how many there are, and from when to when.
    said = page.locator("#captions").get_by_role("status").first
    expect(said).to_contain_text("Captions saved")
    expect(said).to_be_in_viewport()
    expect(page.locator(".flashes")).to_be_empty()
    assert faults(page) == []
    page.get_by_role("button", name="Remove captions: Français").click()
    expect(said).to_have_text("Captions removed.")
