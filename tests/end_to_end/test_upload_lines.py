"""The line of an upload: what it says of a file that is sent, and of one that cannot be used (contract 8.50)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.axe import violations
from tests.vocabulary.own_video import Person
from tests.vocabulary.screen import Screen
from tests.vocabulary.sent_files import make_small_clip

pytestmark = pytest.mark.long


@pytest.fixture
def page(owner: Screen, person: Person) -> Page:
    owner.page.goto(f"{person.address}/media/new")
    return owner.page


@pytest.mark.parametrize(
    ("status", "said", "then"),
    [
        (429, "Waiting for the server", "Ready"),
        (502, "Waiting for the server", "Ready"),
        (404, "You are signed out, or this was deleted.", "You are signed out, or this was deleted."),
    ],
)
def test_a_line_says_ready_only_when_the_server_has_said_so(
    owner: Screen, page: Page, tmp_path: Path, status: int, said: str, then: str
) -> None:
    good, empty = make_small_clip(tmp_path / "good.mp4"), tmp_path / "empty.mp4"
    empty.touch()
    page.route("**/media/*/state", lambda route: route.fulfill(status=status))
    # Of two, so that the browser stays on this page.
    page.get_by_label("Video or audio file").set_input_files([good, empty])
    page.get_by_role("button", name="Upload").click()
    state = page.locator(".upload-state").first
    expect(state).to_have_text(said)
    page.unroute("**/media/*/state")
    page.wait_for_timeout(3_000)
    expect(state).to_have_text(then)
    owner.complaints.clear()


def test_a_line_that_was_hidden_is_not_heard_of_any_more(owner: Screen, page: Page, tmp_path: Path) -> None:
    good, empty = make_small_clip(tmp_path / "good.mp4"), tmp_path / "empty.mp4"
    empty.touch()
    page.route("**/media/*/state", lambda route: route.fulfill(json={"state": "preparing", "progress": 10}))
    # Of two, so that the browser stays on this page.
    page.get_by_label("Video or audio file").set_input_files([good, empty])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".upload-state").first).to_have_text("Preparing")
    page.get_by_role("button", name="Hide: good").click()
    page.unroute("**/media/*/state")
    page.wait_for_timeout(4_000)
    expect(page.locator(".uploads + [role=status]")).not_to_contain_text("Ready")


def test_what_cannot_be_used_is_told_before_it_is_sent_and_the_others_go_on(
    owner: Screen, page: Page, tmp_path: Path
) -> None:
    good, empty, pdf = make_small_clip(tmp_path / "good.mp4"), tmp_path / "empty.mp4", tmp_path / "text.mp4"
    empty.touch()
    pdf.write_bytes(b"%PDF-1.7 and more")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if "/uploads/" in request.url else None)
    page.get_by_label("Video or audio file").set_input_files([good, empty, pdf])
    page.get_by_label("Title of good.mp4").fill("Another title")
    page.get_by_role("button", name="Upload").click()
    lines = page.locator(".uploads li")
    expect(lines.nth(0)).to_contain_text("Ready")
    expect(lines.nth(1)).to_contain_text("This file is empty. Choose a video or audio file.")
    expect(lines.nth(2)).to_contain_text("This file holds no picture and no sound.")
    assert sent == ["POST", "PATCH"]
    assert violations(page) == []
    page.get_by_role("link", name="View: Another title").click()
    expect(owner.heading).to_have_text("Another title")


def test_one_press_on_a_line_leads_to_a_link_in_hand(owner: Screen, page: Page, tmp_path: Path) -> None:
    good, empty = make_small_clip(tmp_path / "good.mp4"), tmp_path / "empty.mp4"
    empty.touch()
    # Of two, so that the browser stays on this page.
    page.get_by_label("Video or audio file").set_input_files([good, empty])
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Invite guests: good").click()
    expect(page.get_by_label("Link to good")).to_have_value(re.compile("/g/"))
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_focused()
    assert not owner.complaints
