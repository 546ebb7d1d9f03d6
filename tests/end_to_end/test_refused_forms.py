"""A refused form has the focus on what is wrong. Where that is several fields, on a summary that leads to each."""

import pytest
from playwright.sync_api import expect

from tests.end_to_end.pages import NARROW
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import OpenScreen, Screen, Size
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long

TOUCH: Size = NARROW | {"is_mobile": True, "has_touch": True}


@pytest.fixture
def tree(shared_tree: Tree) -> Tree:
    return shared_tree


@pytest.mark.parametrize("path", ["media/new-live", "media/new-room", "media/1/guest-access/new", "admin/users/new"])
def test_a_refused_form_has_the_focus_on_what_is_wrong(tree: Tree, open_screen: OpenScreen, path: str) -> None:
    owner = open_screen(TOUCH)
    owner.sign_in(tree)
    owner.page.goto(f"{tree.address}/{path}")
    for field in owner.page.locator("main input[type=text]").all():
        field.fill("")
    owner.page.locator("main button.primary").last.click()
    wrong, summary = owner.page.locator("[aria-invalid]"), owner.page.locator(".error-summary")
    expect(wrong.first).to_be_visible()
    assert summary.count() == (wrong.count() > 1)
    if summary.count():
        expect(summary).to_be_focused()
        first = summary.locator("a").first
        first.click()
        expect(owner.page.locator(str(first.get_attribute("href")))).to_be_focused()
    else:
        expect(wrong).to_be_focused()
    assert wrong.first.get_attribute("aria-describedby")


def test_an_owner_who_was_signed_out_signs_in_beside_the_dialog_and_keeps_what_they_typed(
    owner: Screen, video: OwnVideo
) -> None:
    window = owner.open_guest_access()
    window.get_by_role("link", name="Create new link").click()
    window.get_by_label("Link name").fill("Typed for an hour")
    owner.page.context.clear_cookies()
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_text("You are signed out")).to_be_visible()
    owner.sign_in_in_a_new_tab(video.owner)
    expect(window.get_by_label("Link name")).to_have_value("Typed for an hour")
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_text("This page was out of date")).to_be_visible()
    expect(window.get_by_label("Link name")).to_have_value("Typed for an hour")
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_role("row", name="Typed for an hour")).to_be_visible()
    owner.complaints.clear()


def test_a_button_in_the_dialog_that_is_older_than_the_sign_in_works_when_it_is_pressed_again(
    owner: Screen, video: OwnVideo
) -> None:
    window = owner.open_guest_access()
    owner.open_menu(window, "A link").get_by_role("link", name="End now: A link").click()
    other = Screen(owner.page.context.new_page())
    owner.page.context.clear_cookies()
    other.sign_in(video.owner)
    window.get_by_role("button", name="End now").click()
    expect(window.get_by_text("This page was out of date")).to_be_visible()
    window.get_by_role("button", name="End now").click()
    expect(window.get_by_text("has ended")).to_be_visible()
    owner.complaints.clear()
