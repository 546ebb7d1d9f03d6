"""Forms that need no new page keep the open one: the video plays on, and the chosen file stays chosen."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.vocabulary.clips import make_clip
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import Screen

pytestmark = pytest.mark.long


def test_a_like_is_counted_while_the_video_plays_on(video: OwnVideo, owner: Screen) -> None:
    page = owner.page
    page.goto(video.page)
    owner.play(at=0.1)
    for state, count in (("true", "1"), ("false", "0")):
        like = page.get_by_role("button", name="Like")
        like.click()
        expect(like).to_have_attribute("aria-pressed", state)
        expect(like.locator(".praise-count")).to_have_text(count)
        expect(like).to_be_focused()
    assert not page.locator("video").evaluate("video => video.paused")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(like).to_have_attribute("aria-pressed", "true")


def test_an_owner_who_was_signed_out_before_an_upload_keeps_the_title_and_the_file(
    video: OwnVideo, owner: Screen, tmp_path: Path
) -> None:
    page = owner.page
    page.goto(f"{video.owner.address}/media/new")
    file = tmp_path / "film.mp4"
    file.write_bytes(b"no film")
    page.get_by_label("Title").fill("Lecture 7")
    page.get_by_label("Video or audio file").set_input_files(file)
    expect(page.get_by_label("Title")).to_have_value("Lecture 7")
    page.context.clear_cookies()
    page.get_by_role("button", name="Upload").click()
    state = page.locator(".upload-state")
    expect(state).to_have_text("You are signed out. Sign in in another tab, then try again here.")
    owner.picture("upload-signed-out")
    owner.sign_in_in_a_new_tab(video.owner)
    page.get_by_role("button", name="Try again: Lecture 7").click()
    expect(state).to_have_text("Nothing in this file can be played.")
    owner.complaints.clear()


def test_a_missing_title_is_asked_for_before_the_file_is_sent_and_a_refused_one_keeps_the_file(
    video: OwnVideo, owner: Screen, tmp_path: Path
) -> None:
    page = owner.page
    page.goto(f"{video.owner.address}/media/new")
    file, title = tmp_path / "film.mp4", page.get_by_label("Title")
    make_clip(file, seconds=1, width=160, height=90)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_label("Video or audio file").set_input_files(file)
    expect(title).to_have_value("film")
    title.fill(" ")
    page.get_by_role("button", name="Upload").click()
    expect(title).to_be_focused()
    expect(title).to_have_accessible_description("Enter a title")
    expect(title).to_have_attribute("aria-invalid", "true")
    assert "POST" not in sent
    title.fill("x" * 1000)
    expect(title).to_have_accessible_description("")
    expect(page.locator(".has-error")).to_have_count(0)
    owner.may_refuse = "/uploads/"
    page.get_by_role("button", name="Upload").click()
    line = page.locator(".uploads li")
    expect(line.get_by_text("Title must be 100 characters or fewer")).to_be_visible()
    expect(line.get_by_label("Title")).to_be_focused()
    line.get_by_label("Title").fill("Lecture 8")
    line.get_by_role("button", name="Try again").click()
    expect(owner.heading).to_have_text("Lecture 8")


WATCH_FLASHES = """addEventListener('DOMContentLoaded', () => new MutationObserver((changes) => {
    window.message = changes.flatMap((change) => [...change.addedNodes]).map((node) => node.textContent).join();
}).observe(document.querySelector('.flashes'), { childList: true }))"""


def test_a_message_is_inserted_after_the_page_has_loaded(video: OwnVideo, owner: Screen) -> None:
    """Screen readers only announce changes of a page that has loaded."""
    owner.page.add_init_script(WATCH_FLASHES)
    owner.page.goto(f"{video.page}/edit")
    owner.page.get_by_role("button", name="Save").click()
    owner.page.wait_for_function("() => window.message === 'Saved'")
    expect(owner.page.get_by_text("Saved", exact=True)).to_be_visible()
