"""Pages of a recording that is being prepared wait and begin by themselves, in a real browser. And sound alone."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.end_to_end.axe import violations
from tests.end_to_end.pages import NARROW, scrolls_sideways
from tests.vocabulary import films
from tests.vocabulary.own_video import Person
from tests.vocabulary.published import Recording, added
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen

# A browser that plays no WebM, like older ones of Apple.
NO_WEBM = """
const canPlayType = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (type) {
  return type.includes('webm') ? '' : canPlayType.call(this, type);
};
"""
ANNOUNCED = """
window.announced = [];
addEventListener('DOMContentLoaded', () => {
  const region = document.querySelector('.recording [role="status"]');
  if (!region) return;
  new MutationObserver(() => { if (region.textContent) announced.push(region.textContent); })
    .observe(region, { childList: true });
});
"""
PLAYS = "() => { const v = document.querySelector('video'); return !v.paused && v.currentTime > 0.2; }"


@pytest.fixture
def recording(person: Person, tmp_path: Path) -> Recording:
    pictures = films.Pictures(films.times(25, 2), codec="mpeg4", rate=25, time_base=Fraction(1, 25))
    film = films.write(tmp_path / "old.avi", "avi", pictures, films.Tone(2, codec="libmp3lame"))
    return added(person, film)


def says(page: Page, words: str) -> None:
    expect(page.locator(".curtain").get_by_text(words, exact=True)).to_be_visible()


def test_a_guest_who_waits_sees_it_begin_by_itself(recording: Recording, open_screen: OpenScreen) -> None:
    recording.is_at(40)
    guest = open_screen(PHONE)
    guest.page.add_init_script(ANNOUNCED)
    guest.enter(recording.link, "Ada")
    says(guest.page, "Being prepared, 40 %")
    guest.picture("being-prepared")
    recording.is_at(41, "failed")
    says(guest.page, "This recording cannot be shown. The owner has been told.")
    recording.is_at(42)
    says(guest.page, "Being prepared, 42 %")
    recording.is_published()
    guest.page.wait_for_function(PLAYS)
    assert guest.page.evaluate("document.querySelector('video').muted"), "nothing is heard before a person taps"
    guest.page.get_by_role("button", name="Tap for sound").click()
    assert not guest.page.evaluate("document.querySelector('video').muted")
    assert guest.page.evaluate("announced") == [
        "Being prepared, 40 %",
        "This recording cannot be shown. The owner has been told.",
        "Being prepared, 42 %",
        "It is ready to be played.",
    ]


@pytest.mark.long
def test_progress_is_read_out_each_quarter_only(recording: Recording, open_screen: OpenScreen) -> None:
    recording.is_at(10)
    guest = open_screen(PHONE)
    guest.page.add_init_script(ANNOUNCED)
    guest.enter(recording.link, "Ada")
    for percent in (11, 24, 25, 30, 49, 76):
        recording.is_at(percent)
        says(guest.page, f"Being prepared, {percent} %")
    # It is read out after it is shown.
    guest.page.wait_for_function("() => announced.at(-1)?.endsWith('76 %')")
    said = guest.page.evaluate("announced")
    assert [words.rpartition(", ")[2] for words in said] == ["10 %", "25 %", "76 %"]


@pytest.mark.long
def test_a_browser_that_plays_no_webm_waits_for_the_other_file(
    person: Person, tmp_path: Path, open_screen: OpenScreen
) -> None:
    pictures = films.Pictures(films.times(25, 2), codec="libvpx", rate=25, time_base=Fraction(1, 1000))
    recording = added(person, films.write(tmp_path / "film.webm", "webm", pictures))
    recording.is_at(40)
    able, unable = open_screen(PHONE), open_screen(DESKTOP)
    unable.page.add_init_script(NO_WEBM)
    unable.enter(recording.link, "Ada")
    says(unable.page, "Being prepared, 40 %")
    able.enter(recording.link, "Ben")
    able.play()
    recording.is_at(41, "failed")
    says(unable.page, "This recording cannot be shown. The owner has been told.")
    recording.is_published()
    unable.page.wait_for_function(PLAYS)
    assert "file=" in able.page.evaluate("document.querySelector('video').currentSrc")
    able.play()


@pytest.mark.long
@pytest.mark.parametrize("locale", ["en", "es", "he"])
def test_its_owner_follows_it_and_tries_again(
    recording: Recording, open_screen: OpenScreen, person: Person, locale: str
) -> None:
    recording.is_at(40)
    owner = open_screen(NARROW, locale=locale)
    owner.sign_in(person)
    page = owner.page
    card = page.locator(".state.preparing [data-percent]")
    expect(card).to_have_text("40")
    recording.is_at(41)
    expect(card).to_have_text("41")
    checked = violations(page)
    page.goto(f"{person.address}/media/{recording.id}")
    expect(page.locator(".curtain [data-percent]")).to_have_text("41")
    expect(page.locator(".preparation")).to_contain_text("AVI")
    checked += violations(page)
    assert not scrolls_sideways(page)
    recording.is_at(41, "failed", "This file is encrypted.")
    again = page.locator(".preparation button")
    expect(again).to_be_visible()
    checked += violations(page)
    assert not scrolls_sideways(page)
    again.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".curtain progress")).to_be_visible()
    assert checked == []


@pytest.mark.long
@pytest.mark.parametrize(("ending", "codec"), [("mp3", "libmp3lame"), ("wav", "pcm_s16le")])
def test_sound_alone_is_listened_to(
    person: Person, tmp_path: Path, open_screen: OpenScreen, ending: str, codec: str
) -> None:
    recording = added(person, films.write(tmp_path / f"talk.{ending}", ending, None, films.Tone(4, codec=codec)))
    guest = open_screen(PHONE)
    guest.page.goto(recording.link)
    expect(guest.page.get_by_text("Audio recording")).to_be_visible()
    guest.enter(recording.link, "Ada")
    guest.play()
    guest.play(at=0.5)
    assert guest.page.evaluate("document.querySelector('video').duration") == pytest.approx(4, abs=0.2)
    assert re.search(r"/sound-\w+\.svg$", guest.page.locator("video").get_attribute("poster") or "")
    guest.picture(f"sound-{ending}")
    assert violations(guest.page) == []
    with person.tree.engine.connect() as db:
        played = "SELECT count(*) FROM visit WHERE media_id = :id AND played_at IS NOT NULL"
        assert db.execute(text(played), {"id": recording.id}).scalar() == 1


@pytest.mark.long
def test_without_script_the_page_says_to_reload(recording: Recording, open_screen: OpenScreen) -> None:
    recording.is_at(40)
    guest = open_screen(PHONE, java_script_enabled=False)
    guest.enter(recording.link, "Ada")
    says(guest.page, "Being prepared, 40 %")
    says(guest.page, "Reload this page in a moment.")
    recording.is_published()
    guest.page.reload()
    expect(guest.page.locator("video")).to_be_visible()
