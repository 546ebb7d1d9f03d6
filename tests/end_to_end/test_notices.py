"""What was done is said in one quiet line that moves nothing and goes by itself (contract 4.31)."""

import pytest
from playwright.sync_api import Page, expect

from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, OpenScreen, Screen

pytestmark = pytest.mark.long


def top_of_heading(page: Page) -> float:
    box = page.get_by_role("heading", level=1).bounding_box()
    assert box is not None
    return box["y"]


def test_a_notice_moves_nothing_and_goes_by_itself(owner: Screen, video: OwnVideo) -> None:
    page = owner.page
    page.clock.install()
    page.goto(f"{video.page}/edit")
    before = top_of_heading(page)
    page.get_by_role("button", name="Save").click()
    page.clock.run_for(1_000)
    notice = page.get_by_text("Saved", exact=True)
    expect(notice).to_be_in_viewport()
    assert top_of_heading(page) == before
    page.clock.run_for(8_000)
    expect(notice).to_be_visible()
    page.clock.run_for(2_000)
    expect(notice).to_have_count(0)


def test_what_a_person_has_to_do_something_about_stays(owner: Screen) -> None:
    page = owner.page
    page.clock.install()
    page.goto(page.url.partition("/media")[0] + "/links")
    # Without the script that waits for a choice.
    page.get_by_role("button", name="End now").evaluate("(button) => { button.disabled = false; button.click(); }")
    page.clock.run_for(60_000)
    expect(page.get_by_text("Choose at least one link.")).to_be_visible()


def test_without_script_a_notice_stands_above_the_page(open_screen: OpenScreen, video: OwnVideo) -> None:
    owner = open_screen(DESKTOP, java_script_enabled=False)
    owner.sign_in_and_open(video)
    owner.page.goto(f"{video.page}/edit")
    owner.page.get_by_role("button", name="Save").click()
    notice = owner.page.get_by_text("Saved", exact=True).bounding_box()
    assert notice is not None
    assert notice["y"] < top_of_heading(owner.page)
