"""Captions of each format in a real browser, and a poster that an owner chooses in the small player."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.vocabulary.caption_files import SBV, SRT
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, OpenScreen
from tests.vocabulary.ttml_files import TTML

pytestmark = pytest.mark.long

WRONG = "\n2\n00:00:0x,000 --> 00:00:04,000\nNo\n"
FILES = {
    "fr": (
        "captions.srt",
        (SRT.replace("Hi", "Où ça ? <i>Là-bas</i>") + WRONG).encode("cp1252"),
        "Où ça ? <i>Là-bas</i>",
    ),
    "en": (
        "captions.vtt",
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000\nHi".encode("utf-16"),
        "Hi",
    ),
    "de": ("captions.sbv", SBV.encode(), "Hi"),
    "he": ("captions.ttml", TTML["as it should be"].text.replace("Hi", "שלום").encode(), "שלום"),
}
CUES = """language => { const track = [...document.querySelectorAll('track')].find(each => each.srclang === language);
    track.track.mode = 'showing';
    return track.readyState === 2 && [...track.track.cues].map(cue => [cue.startTime, cue.endTime, cue.text]); }"""


def test_chromium_shows_the_captions_of_each_format(video: OwnVideo, open_screen: OpenScreen, tmp_path: Path) -> None:
    owner = open_screen(DESKTOP)
    owner.sign_in(video.owner)
    page = owner.page
    page.goto(f"{video.page}/edit")
    for language, (name, content, _text) in FILES.items():
        (tmp_path / name).write_bytes(content)
        page.get_by_role("combobox", name="Language").select_option(language)
        page.get_by_label("Captions file").set_input_files(tmp_path / name)
        page.get_by_role("button", name="Upload captions").click()
        expect(page.get_by_text("1 caption, 00:00:01 to 00:00:02")).to_be_visible()
        expect(page.get_by_text("Line 6: no time could be read.")).to_have_count(1 if language == "fr" else 0)
        owner.picture(f"captions-{language}")
    page.goto(video.page)
    for language, (_name, _content, text) in FILES.items():
        cues = page.wait_for_function(CUES, arg=language).json_value()
        assert cues == [[1, 2, text]]


@pytest.mark.parametrize("scripts", [True, False])
def test_an_owner_chooses_a_picture_of_the_video(video: OwnVideo, open_screen: OpenScreen, scripts: bool) -> None:
    owner = open_screen(DESKTOP, java_script_enabled=scripts)
    owner.sign_in(video.owner)
    page = owner.page
    page.goto(f"{video.page}/edit")
    at = page.get_by_label("Time of the picture")
    if scripts:
        page.wait_for_function("() => document.querySelector('.frame video').readyState >= 1")
        page.evaluate("document.querySelector('.frame video').currentTime = 2.5")
        expect(at).to_have_value("0:02.500")
        at.fill("3,5")
        at.press("Tab")
        page.wait_for_function("() => document.querySelector('.frame video').currentTime === 3.5")
    else:
        at.fill("3.5")
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_text("The poster is now the picture at 0:03.")).to_be_visible()
    owner.picture(f"poster-from-the-video-{'with' if scripts else 'without'}-scripts")
