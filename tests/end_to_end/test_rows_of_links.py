"""The rows of links in *Manage guest access*: two lines that never jump (contract 4.4)."""

import pytest
from playwright.sync_api import expect

from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, OpenScreen

pytestmark = pytest.mark.long


@pytest.mark.parametrize(("language", "copied"), [("en", "Copied"), ("es", "Copiado"), ("he", "הועתק")])
def test_nothing_of_a_row_moves_when_its_address_is_copied(
    open_screen: OpenScreen, video: OwnVideo, language: str, copied: str
) -> None:
    """Whichever of the two words is longer. CSS writes nothing beside them: the row once said "Copy" and "Copied"."""
    owner = open_screen(DESKTOP, locale=language)
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.page}/guest-access")
    copy = owner.page.locator("button[data-copy]").first
    before = copy.bounding_box()
    copy.click()
    expect(copy).to_have_text(copied)
    assert copy.bounding_box() == before
    assert copy.evaluate("button => getComputedStyle(button, '::before').content") == "none"


@pytest.mark.parametrize("language", ["es", "he"])
def test_the_first_line_of_a_row_holds_its_buttons_in_every_language(
    language: str, open_screen: OpenScreen, video: OwnVideo
) -> None:
    """The longest status once pushed them into the second line, beside the end (issue 16)."""
    tree = video.owner.tree
    tree.command("link", "create", str(video.id), "--name", "From New Year", "--starts", "2030-01-01T09:00Z")
    owner = open_screen({**DESKTOP, "viewport": {"width": 834, "height": 900}}, locale=language)
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.page}/guest-access")
    for row in owner.page.locator(".two-lines tbody tr").all():
        name, buttons, end = (row.locator(each).bounding_box() for each in ("th", ".row-actions", ".expiry"))
        assert name is not None
        assert buttons is not None
        assert end is not None
        assert buttons["y"] < name["y"] + name["height"]
        assert end["y"] >= buttons["y"] + buttons["height"]


@pytest.mark.parametrize("language", ["es", "he"])
def test_the_longest_name_leaves_its_row_low(language: str, open_screen: OpenScreen, video: OwnVideo) -> None:
    """A hundred wide letters made rows of 228 pixels; a start takes a line more."""
    tree = video.owner.tree
    for start in ([], ["--starts", "2030-01-01T09:00Z"]):
        limits = ["--days", "3650", "--clicks", "1000000", *start]
        tree.command("link", "create", str(video.id), "--name", "W" * 100, *limits)
    owner = open_screen({**DESKTOP, "viewport": {"width": 834, "height": 900}}, locale=language)
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.page}/guest-access")
    rows = owner.page.locator(".two-lines tbody tr").evaluate_all(
        "rows => rows.map((row) => row.getBoundingClientRect().height)"
    )
    assert len(rows) == 3
    assert max(rows) <= 180


@pytest.mark.parametrize("width", [320, 834, 1440])
def test_the_rows_are_whole_and_low(width: int, open_screen: OpenScreen, video: OwnVideo) -> None:
    owner = open_screen({**DESKTOP, "viewport": {"width": width, "height": 900}})
    owner.sign_in_and_open(video)
    window = owner.open_guest_access()
    assert window.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    box = window.get_by_role("row").last.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert width < 834 or box["height"] <= 180
    owner.picture(f"manage-{width}")
