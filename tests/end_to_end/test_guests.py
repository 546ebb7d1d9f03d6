"""A guest comes back and goes on; the owner sees how much was watched, and who is here (contract 3.50, 4.50)."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.vocabulary.clips import make_clip
from tests.vocabulary.own_video import OwnVideo, Person
from tests.vocabulary.screen import OpenScreen, Screen

pytestmark = pytest.mark.long

SECONDS = 40
# So fast that half of it takes a few seconds.
SPEED = 4
AT = "() => document.querySelector('video').currentTime"
PLAYS_FAST = f"""async () => {{ const video = document.querySelector('video'); video.muted = true;
    if (!video.duration) await new Promise((known) => {{ video.onloadedmetadata = known; }});
    video.playbackRate = {SPEED}; await video.play(); }}"""
HAS_PLAYED = """(place) => { const video = document.querySelector('video');
    if (video.currentTime >= place) video.pause();
    return video.paused; }"""


@pytest.fixture
def film(person: Person, tmp_path: Path) -> OwnVideo:
    target = tmp_path / "film.mp4"
    make_clip(target, seconds=SECONDS, width=160, height=90, bit_rate=100_000)
    return OwnVideo.new(person, target)


def watch_half(guest: Screen) -> None:
    guest.page.evaluate(PLAYS_FAST)
    # It says that a browser cannot play the recording.
    expect(guest.page.locator(".curtain")).to_be_hidden()
    guest.page.wait_for_function(HAS_PLAYED, arg=SECONDS / 2)


def goes_on(guest: Screen) -> None:
    """About where it stopped, and not at the beginning."""
    guest.page.wait_for_function(f"() => ({AT})() > {SECONDS / 2 - 1}")
    assert guest.page.evaluate(AT) < SECONDS / 2 + 8


@pytest.fixture
def ada(film: OwnVideo, open_screen: OpenScreen) -> Screen:
    """A guest who has watched the first half and paused."""
    ada = open_screen()
    ada.enter(film.guest_link, "Ada")
    watch_half(ada)
    return ada


@pytest.fixture
def list_of_guests(film: OwnVideo, open_screen: OpenScreen) -> Callable[[], Locator]:
    """Opens the page of guests as their owner. Returns the row of Ada."""
    owner = open_screen()
    owner.sign_in(film.owner)

    def opened() -> Locator:
        owner.page.goto(f"{film.page}/guests")
        return owner.page.get_by_role("row", name=re.compile("Ada"))

    return opened


def percent_and_seconds(text: str) -> tuple[int, int]:
    share, seconds = re.search(r"(\d+)\s?%", text), re.search(r"(\d+) sec", text)
    assert share is not None, text
    assert seconds is not None, text
    return int(share[1]), int(seconds[1])


def test_a_guest_goes_on_after_a_reload_and_the_owner_sees_half(
    ada: Screen, film: OwnVideo, list_of_guests: Callable[[], Locator]
) -> None:
    ada.page.reload()
    goes_on(ada)
    row = list_of_guests()
    expect(row).to_contain_text("Here now")
    told = row.locator(".watched").inner_text()
    share, seconds = percent_and_seconds(told)
    assert 40 <= share <= 70, told
    assert SECONDS / 2 - 4 <= seconds <= SECONDS, told
    with row.page.expect_download() as download:
        row.page.get_by_role("link", name="CSV").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    header, line = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert header[0] == "Name"
    assert line[:2] == ["Ada", "ada@example.com"]
    with row.page.expect_download() as download:
        row.page.get_by_role("link", name="Excel").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")


def test_a_guest_who_leaves_and_comes_back_goes_on_and_somebody_else_begins_anew(ada: Screen, film: OwnVideo) -> None:
    ada.page.get_by_role("button", name="Leave", exact=True).click()
    ada.page.get_by_role("link", name="Watch again").click()
    goes_on(ada)
    # Speed is remembered in this browser.
    assert ada.page.evaluate("document.querySelector('video').playbackRate") == SPEED
    ada.page.get_by_role("button", name=re.compile("Enter as somebody else")).click()
    expect(ada.page.get_by_label("Your name")).to_have_value("")
    ada.page.get_by_label("Your name").fill("Bob")
    # A change of language leads back to this form, and keeps what was typed.
    ada.page.get_by_role("button", name="Español").click()
    expect(ada.page.get_by_label("Tu nombre")).to_have_value("Bob")
    ada.page.get_by_role("button", name="English").click()
    expect(ada.page.get_by_label("Your name")).to_have_value("Bob")
    ada.page.get_by_label("Your email").fill("bob@example.com")
    ada.page.get_by_role("button", name="Continue to the").click()
    expect(ada.page.get_by_text(re.compile("Watching as"))).to_contain_text("Bob")
    ada.page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    assert ada.page.evaluate(AT) == 0


def test_the_owner_removes_a_guest_whose_page_stops(
    ada: Screen, film: OwnVideo, list_of_guests: Callable[[], Locator]
) -> None:
    ada.may_refuse = ("/alive", "/events", "/video")
    row = list_of_guests()
    row.get_by_role("link", name="Remove guest: Ada").click()
    row.page.get_by_role("button", name="Remove", exact=True).click()
    expect(row.page.get_by_role("row", name=re.compile("Ada"))).to_contain_text("Removed")
    expect(ada.page.get_by_label("Your name")).to_be_visible()


def test_a_portrait_stays_a_portrait(person: Person, tmp_path: Path, open_screen: OpenScreen) -> None:
    target = tmp_path / "portrait.mp4"
    make_clip(target, seconds=8, width=90, height=160, bit_rate=100_000)
    video = OwnVideo.new(person, target)
    for guest in (open_screen(), open_screen({"viewport": {"width": 1280, "height": 800}})):
        guest.enter(video.guest_link, "Ada")
        guest.page.wait_for_function("() => document.querySelector('video').readyState >= 1")
        box = guest.page.locator("video").bounding_box()
        assert box is not None
        assert abs(box["width"] / box["height"] - 90 / 160) < 0.05, box
