"""Editing in a real browser, with and without scripts: people see what an owner saved, and captions are shown."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.vocabulary import pictures
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, OpenScreen

pytestmark = pytest.mark.long

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:30.000\nשלום\n"
SHOWN_CUES = """() => { const track = document.querySelector('track')?.track;
    return track?.mode === 'showing' && track.cues?.length ? track.cues[0].text : false; }"""


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    file = tmp_path / "captions.vtt"
    file.write_text(CAPTIONS, encoding="utf-8")
    return file


@pytest.mark.parametrize("scripts", [True, False])
def test_an_owner_edits_and_a_guest_sees_it_with_captions(
    video: OwnVideo, open_screen: OpenScreen, captions: Path, scripts: bool
) -> None:
    owner, guest = open_screen(DESKTOP, java_script_enabled=scripts), open_screen()
    owner.sign_in(video.owner)
    page = owner.page
    page.get_by_role("link", name=video.title).click()
    page.locator("summary", has_text="More actions").click()
    page.get_by_role("link", name="Edit").click()
    _edit_all(page, captions)
    owner.picture(f"edit-{'with' if scripts else 'without'}-scripts")
    guest.enter(video.guest_link, "Ada")
    expect(guest.page.get_by_text("first year")).to_be_visible()
    guest.page.wait_for_function(SHOWN_CUES)
    assert guest.page.evaluate(SHOWN_CUES) == "שלום"
    page.get_by_role("link", name=video.title).click()
    like = page.get_by_role("button", name="Like")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")
    page.locator("summary", has_text="More actions").click()
    page.get_by_role("link", name="Guests", exact=True).click()
    expect(page.get_by_role("rowheader", name="Ada")).to_be_visible()


def _edit_all(page: Page, captions: Path) -> None:
    """Every form of the page *Edit*."""
    page.get_by_label("Description").fill("One\nTwo")
    page.get_by_label("Tags").fill("biology, first year")
    page.get_by_label("Everyone on this site").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(page.get_by_label("Everyone on this site")).to_be_checked()
    page.get_by_label("Email address").fill("who@example.com")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("button", name="Remove collaborator: who@example.com")).to_be_visible()
    page.get_by_role("combobox", name="Language").select_option("he")
    page.get_by_label("Captions file").set_input_files(captions)
    page.get_by_role("button", name="Upload captions").click()
    expect(page.get_by_role("button", name="Remove captions: \u2068עברית\u2069")).to_be_visible()


# The width of the player's poster, which the browser may take from its cache.
POSTER_WIDTH = """async () => { const picture = new Image(); picture.src = document.querySelector('video').poster;
    await picture.decode(); return picture.naturalWidth; }"""


@pytest.mark.parametrize("scripts", [True, False])
def test_an_owner_changes_the_poster_and_both_see_it_at_once(
    video: OwnVideo, open_screen: OpenScreen, tmp_path: Path, scripts: bool
) -> None:
    owner, guest = open_screen(DESKTOP, java_script_enabled=scripts), open_screen()
    owner.sign_in(video.owner)
    page = owner.page
    page.goto(f"{video.page}/edit")
    poster = page.locator("img.poster")
    made = poster.evaluate("picture => picture.naturalWidth")
    guest.enter(video.guest_link, "Ada")
    assert guest.page.evaluate(POSTER_WIDTH) == made
    file = tmp_path / "poster.png"
    file.write_bytes(b"no picture")
    _upload_poster(page, file)
    expect(page.locator("#picture-error")).to_contain_text("not a picture")
    for width in (64, 128):
        file.write_bytes(pictures.picture("png", width, 32))
        _upload_poster(page, file)
        expect(page.get_by_text("Poster saved.")).to_be_visible()
        expect(poster).to_have_js_property("naturalWidth", width)
        guest.page.reload()
        assert guest.page.evaluate(POSTER_WIDTH) == width
    owner.picture(f"poster-{'with' if scripts else 'without'}-scripts")
    page.get_by_label("Time of the picture").fill("1")
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_text("The poster is now the picture at 0:01.")).to_be_visible()
    expect(poster).to_have_js_property("naturalWidth", made)
    page.get_by_role("button", name="Remove poster").click()
    expect(page.get_by_text("Poster removed.")).to_be_visible()
    expect(poster).to_have_count(0)


def _upload_poster(page: Page, file: Path) -> None:
    page.get_by_label("Picture", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload poster").click()


def test_what_is_typed_in_one_section_stays_when_another_is_sent(video: OwnVideo, open_screen: OpenScreen) -> None:
    owner = open_screen(DESKTOP)
    owner.sign_in(video.owner)
    page = owner.page
    page.goto(f"{video.page}/edit")
    page.get_by_label("Description").fill("Not yet saved")
    site_wide = page.locator("[name=visibility][value=site]")
    site_wide.check()
    page.locator("#collaborators [name=email]").fill("nobody@example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#collaborators .error")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("Not yet saved")
    expect(site_wide).to_be_checked()
    page.reload()
    expect(page.get_by_label("Description")).not_to_have_value("Not yet saved")


def test_an_owner_who_was_signed_out_while_typing_signs_in_in_a_new_tab_and_sends_it_again(
    video: OwnVideo, open_screen: OpenScreen
) -> None:
    owner = open_screen(DESKTOP)
    owner.sign_in(video.owner)
    page = owner.page
    page.goto(f"{video.page}/edit")
    page.get_by_label("Description").fill("Typed for an hour")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(owner.heading).to_have_text("You are signed out")
    owner.picture("signed-out")
    owner.sign_in_in_a_new_tab(video.owner)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("This page was out of date")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("Typed for an hour")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
