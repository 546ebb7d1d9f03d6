"""What was typed in *Edit* comes back when the form is opened again, and undoes nothing that somebody else has changed
meanwhile (contract 4.33, 2.52)."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import Screen

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def _patient(owner: Screen) -> None:
    # Before its scripts are there, the page opens windows as pages. A form may be refused.
    owner.page.wait_for_load_state()
    owner.may_refuse = "/edit"


def open_editing(owner: Screen) -> Locator:
    window = owner.open_guest_access()
    window.get_by_role("link", name="Edit link: A link").click()
    expect(window.get_by_label("Link name")).to_be_visible()
    return window


def close(owner: Screen) -> None:
    owner.page.keyboard.press("Escape")
    owner.page.wait_for_function("() => !history.state")


def change_elsewhere(video: OwnVideo, *options: str) -> None:
    tree = video.owner.tree
    [link] = tree.command("link", "list", str(video.id))
    tree.command("link", "edit", str(link["id"]), *options)


def is_saved(window: Locator, video: OwnVideo, *, name: str, clicks: int) -> None:
    expect(window.get_by_role("row", name=re.compile(name))).to_be_visible()
    [link] = video.owner.tree.command("link", "list", str(video.id))
    assert (link["name"], link["click_limit"]) == (name, clicks)


def test_fields_in_which_nobody_typed_show_what_is_stored_by_then(owner: Screen, video: OwnVideo) -> None:
    open_editing(owner).get_by_label("Link name").fill("For the choir")
    close(owner)
    change_elsewhere(video, "--clicks", "50")
    window = open_editing(owner)
    expect(window.get_by_label("Link name")).to_have_value("For the choir")
    expect(window.get_by_label("# of clicks")).to_have_value("50")
    window.get_by_role("button", name="Save").click()
    is_saved(window, video, name="For the choir", clicks=50)


def test_after_a_reload_too(owner: Screen, video: OwnVideo) -> None:
    window = open_editing(owner)
    window.get_by_label("Link name").fill("For the choir")
    owner.page.wait_for_function("() => JSON.stringify(history.state).includes('For the choir')")
    change_elsewhere(video, "--clicks", "50")
    owner.page.reload()
    expect(window.get_by_label("Link name")).to_have_value("For the choir")
    expect(window.get_by_label("# of clicks")).to_have_value("50")


def test_a_field_that_both_have_changed_is_asked_about(owner: Screen, video: OwnVideo) -> None:
    open_editing(owner).get_by_label("# of clicks").fill("20")
    close(owner)
    change_elsewhere(video, "--clicks", "50")
    window = open_editing(owner)
    clicks = window.get_by_label("# of clicks")
    expect(clicks).to_have_value("20")
    window.get_by_role("button", name="Save").click()
    expect(window.locator(".error")).to_have_text("Saved now: 50")
    # What was typed in a refused form comes back as well.
    close(owner)
    open_editing(owner)
    expect(clicks).to_have_value("20")
    window.get_by_role("button", name="Save").click()
    is_saved(window, video, name="A link", clicks=20)


def test_what_was_typed_and_taken_back_is_forgotten(owner: Screen, video: OwnVideo) -> None:
    name = open_editing(owner).get_by_label("Link name")
    name.fill("For the choir")
    close(owner)
    open_editing(owner)
    name.fill("A link")
    close(owner)
    change_elsewhere(video, "--name", "A link of the school")
    open_editing(owner)
    expect(name).to_have_value("A link of the school")
