"""The buttons that move the end of a link, over the night in which the clocks are put forward (contract 4.47)."""

import pytest
from playwright.sync_api import expect

from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, OpenScreen

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    ("zone", "end", "moved"),
    [
        ("Europe/Berlin", "2090-03-25T02:30", "2090-03-26T03:30"),
        ("America/New_York", "2090-03-11T02:30", "2090-03-12T03:30"),
        ("America/New_York", "2090-03-11T03:10", "2090-03-12T03:10"),
        ("UTC", "2090-03-25T02:30", "2090-03-26T02:30"),
    ],
)
@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_an_end_that_the_clocks_skip_becomes_what_they_show_then(
    open_screen: OpenScreen, video: OwnVideo, zone: str, end: str, moved: str, *, java_script_enabled: bool
) -> None:
    owner = open_screen(DESKTOP, java_script_enabled=java_script_enabled)
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.page}/guest-access")
    owner.page.get_by_role("link", name="Edit link: A link").click()
    # As for an account in this zone.
    owner.page.locator("[name=zone]").evaluate("(field, zone) => { field.value = zone; }", zone)
    owner.page.get_by_label("Expiration date").fill(end)
    owner.page.get_by_role("button", name="+1 day").click()
    expect(owner.page.get_by_label("Expiration date")).to_have_value(moved)
