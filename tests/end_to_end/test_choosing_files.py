"""The form of the page *Upload*: files that are chosen or dropped, their titles, what is missing (contract 8.50)."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.end_to_end.axe import violations
from tests.vocabulary.own_video import OwnVideo, Person
from tests.vocabulary.screen import Screen
from tests.vocabulary.sent_files import drop, make_small_clip

pytestmark = pytest.mark.long


@pytest.fixture
def page(owner: Screen, person: Person) -> Page:
    owner.page.goto(f"{person.address}/media/new")
    # The hint is shown by the script that takes dropped files.
    expect(owner.page.locator(".drop-hint")).to_be_visible()
    return owner.page


def is_wrong(field: Locator, words: str) -> None:
    """As in a form that the server has refused."""
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    ids = (field.get_attribute("aria-describedby") or "").split()
    page = field.page
    assert words in [page.locator(f"[id='{each}']").inner_text() for each in ids]
    expect(page.locator(".has-error .error")).to_have_text([words])


def nothing_is_wrong(page: Page) -> None:
    for mark in (".has-error", ".error", "[aria-invalid]", "[aria-describedby*=error]"):
        expect(page.locator(mark)).to_have_count(0)


def test_a_dropped_file_goes_into_the_form_and_a_typed_title_stays(owner: Screen, page: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/uploads/" in request.url else None)
    page.get_by_label("Title").fill("Lecture 1")
    drop(page, make_small_clip(tmp_path / "VID_2031.mp4"))
    expect(page.get_by_label("Video or audio file")).to_have_js_property("files.length", 1)
    expect(page.get_by_label("Title")).to_have_value("Lecture 1")
    page.wait_for_timeout(1_000)
    assert not sent
    page.get_by_role("button", name="Upload").click()
    expect(owner.heading).to_have_text("Lecture 1")


def test_the_title_of_a_dropped_file_is_filled_in_and_can_be_changed(owner: Screen, page: Page, tmp_path: Path) -> None:
    drop(page, make_small_clip(tmp_path / "VID_2031.mp4"))
    expect(page.get_by_label("Title")).to_have_value("VID 2031")
    page.get_by_label("Title").fill("Lecture 2")
    page.get_by_role("button", name="Upload").click()
    expect(owner.heading).to_have_text("Lecture 2")


def test_typed_titles_stay_when_more_files_are_dropped(page: Page, tmp_path: Path) -> None:
    one, two, three = (make_small_clip(tmp_path / f"{name}.mp4") for name in ("one", "two", "three"))
    page.get_by_label("Video or audio file").set_input_files(one)
    page.get_by_label("Title").fill("The first")
    drop(page, two)
    page.get_by_label("Title of two.mp4").fill("The second")
    drop(page, three)
    expected = {"one.mp4": "The first", "two.mp4": "The second", "three.mp4": "three"}
    for name, title in expected.items():
        expect(page.get_by_label(f"Title of {name}")).to_have_value(title)
    page.get_by_role("button", name="Upload").click()
    for title in expected.values():
        expect(page.locator(".uploads li").filter(has=page.get_by_text(title, exact=True))).to_contain_text("Ready")


def test_a_file_that_is_dropped_to_replace_another_is_sent_by_the_button(
    owner: Screen, video: OwnVideo, tmp_path: Path
) -> None:
    page = owner.page
    page.goto(f"{video.owner.address}/media/new?replaces={video.id}")
    expect(page.locator(".drop-hint")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/uploads/" in request.url else None)
    drop(page, make_small_clip(tmp_path / "new.mp4"), make_small_clip(tmp_path / "other.mp4"))
    chosen = page.get_by_label("Video or audio file")
    assert chosen.evaluate("input => [...input.files].map((file) => file.name)") == ["new.mp4"]
    expect(page.locator("[name=title]")).to_be_hidden()
    page.wait_for_timeout(1_000)
    assert not sent
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("The file was replaced.")).to_be_visible()
    expect(owner.heading).to_have_text(video.title)


def test_a_missing_file_is_said_beside_its_field(page: Page, tmp_path: Path) -> None:
    file = page.get_by_label("Video or audio file")
    hint = file.get_attribute("aria-describedby")
    for _ in range(2):
        page.get_by_role("button", name="Upload").click()
        is_wrong(file, "Choose a video or audio file")
    assert violations(page) == []
    drop(page, make_small_clip(tmp_path / "film.mp4"))
    nothing_is_wrong(page)
    assert file.get_attribute("aria-describedby") == hint


def test_a_missing_title_of_several_is_said_beside_its_field(page: Page, tmp_path: Path) -> None:
    files = [make_small_clip(tmp_path / f"{name}.mp4") for name in ("one", "two")]
    page.get_by_label("Video or audio file").set_input_files(files)
    title = page.get_by_label("Title of two.mp4")
    title.fill(" ")
    page.get_by_role("button", name="Upload").click()
    is_wrong(title, "Enter a title")
    title.fill("Two")
    nothing_is_wrong(page)
