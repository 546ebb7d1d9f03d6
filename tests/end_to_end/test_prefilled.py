"""Text that one would rather replace is selected when its field first gets the focus (contract 4.55)."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.end_to_end.keyboard import tab_to
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Screen

pytestmark = pytest.mark.long

# A moment after the act before it.
SELECTED = """field => new Promise((told) => setTimeout(() =>
    told(field.value.slice(field.selectionStart, field.selectionEnd)), 100))"""


def selected(field: Locator) -> str:
    return str(field.evaluate(SELECTED))


def name_of(within: Page | Locator) -> Locator:
    return within.get_by_label("Link name")


@pytest.fixture
def usual(video: OwnVideo) -> str:
    return f"Link to {video.title}"


def test_in_the_dialog_the_name_is_selected_and_typing_replaces_it(owner: Screen, usual: str) -> None:
    window = owner.open_guest_access()
    window.get_by_role("link", name="Create new link").click()
    name = name_of(window)
    expect(name).to_be_focused()
    assert selected(name) == usual
    # The first press keeps it, the second one puts the cursor where it is.
    name.click()
    assert selected(name) == usual
    name.click()
    assert selected(name) == ""
    owner.page.keyboard.press("Control+A")
    owner.page.keyboard.type("For the choir")
    window.get_by_label("# of clicks").focus()
    name.click()
    assert selected(name) == "", "what a person has typed is theirs"
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_role("button", name="Copy link: For the choir")).to_be_focused()


@pytest.mark.parametrize("hand", ["finger", "mouse", "keyboard"])
def test_on_a_page_of_its_own_too(hand: str, open_screen: OpenScreen, video: OwnVideo, usual: str) -> None:
    owner = open_screen(PHONE if hand == "finger" else DESKTOP)
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.page}/guest-access/new")
    name = name_of(owner.page)
    if hand == "keyboard":
        tab_to(owner.page, "name")
    else:
        (name.tap if hand == "finger" else name.click)()
    assert selected(name) == usual
    owner.page.keyboard.type("Choir")
    expect(name).to_have_value("Choir")


def test_a_form_that_was_refused_is_corrected_and_not_replaced(
    open_screen: OpenScreen, video: OwnVideo, usual: str
) -> None:
    owner = open_screen(DESKTOP)
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.page}/guest-access/new")
    owner.page.get_by_label("# of clicks").fill("many")
    owner.page.get_by_role("button", name="Create").click()
    clicks = owner.page.get_by_label("# of clicks")
    expect(clicks).to_be_focused()
    assert selected(clicks) == ""
    name_of(owner.page).click()
    expect(name_of(owner.page)).to_have_value(usual)
    assert selected(name_of(owner.page)) == ""


def test_the_message_and_the_address_are_selected_to_be_copied(owner: Screen, video: OwnVideo) -> None:
    owner.page.wait_for_load_state()
    owner.page.get_by_role("button", name="Invite guests").click()
    window = owner.page.get_by_role("dialog")
    for field in (window.locator("#link-address"), window.get_by_label("Message")):
        field.click()
        assert selected(field) == field.input_value()
        assert video.guest_link in selected(field)


def test_the_title_that_a_file_gives_is_selected(open_screen: OpenScreen, video: OwnVideo, tmp_path: Path) -> None:
    owner = open_screen(PHONE)
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.owner.address}/media/new")
    films = [tmp_path / "IMG_0001.mp4", tmp_path / "IMG_0002.mp4"]
    for film in films:
        film.write_bytes(b"0")
    owner.page.get_by_label("Video or audio file").set_input_files(films[0])
    title = owner.page.get_by_label("Title", exact=True)
    title.tap()
    assert selected(title) == title.input_value() == "IMG 0001"
    owner.page.get_by_label("Video or audio file").set_input_files(films)
    second = owner.page.get_by_label("Title of IMG_0002.mp4")
    second.tap()
    assert selected(second) == "IMG 0002"
