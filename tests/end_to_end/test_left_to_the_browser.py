"""Controls, the small window and sending to a television are the browser's own (contract 3.25)."""

import pytest
from playwright.sync_api import Page

from tests.end_to_end.entry_pages import links_by_kind
from tests.vocabulary.demo_stream import wait_for_stream
from tests.vocabulary.screen import DESKTOP, OpenScreen, Screen
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long

# What a page may take from the browser's controls: only that a guest saves the file.
TAKEN = ["nodownload"]
LEFT = """video => ({
  controls: video.controls, taken: [...video.controlsList],
  small: !video.disablePictureInPicture && document.pictureInPictureEnabled,
  cast: !video.disableRemotePlayback && !video.hasAttribute('disableremoteplayback')
    && video.getAttribute('x-webkit-airplay') !== 'deny',
  allowed: document.featurePolicy.allowsFeature('picture-in-picture'),
})"""
ALL_OF_IT = {"controls": True, "taken": TAKEN, "small": True, "cast": True, "allowed": True}
# Asked again and again: at first a live session has nothing that could be played.
PLAYS = """() => { const video = document.querySelector('video'); video.play().catch(() => {});
  return video.readyState >= 3 && video.currentTime > 0; }"""


def begins(page: Page) -> None:
    page.wait_for_function(PLAYS)


@pytest.mark.parametrize("kind", ["video", "audio", "live"])
def test_the_player_leaves_them_to_the_browser(kind: str, shared_tree: Tree, open_screen: OpenScreen) -> None:
    if kind == "live":
        wait_for_stream(shared_tree)
    guest = open_screen(DESKTOP)
    guest.may_refuse = (".m3u8", ".ts")
    guest.enter(links_by_kind(shared_tree)[kind], "Dana")
    video = guest.page.locator("video")
    # Before it plays, and when the scripts have done with it.
    assert video.evaluate(LEFT) == ALL_OF_IT
    begins(guest.page)
    assert video.evaluate(LEFT) == ALL_OF_IT
    assert video.get_attribute("disablepictureinpicture") is None


def test_a_video_goes_into_the_small_window_and_plays_on(shared_tree: Tree, open_screen: OpenScreen) -> None:
    guest = open_screen(DESKTOP)
    guest.enter(shared_tree.guest_link, "Dana")
    begins(guest.page)
    small_window(guest)


def small_window(guest: Screen) -> None:
    page = guest.page
    page.evaluate(
        """() => document.body.addEventListener('keydown', () =>
             document.querySelector('video').requestPictureInPicture().then(() => { window.isSmall = true; }))"""
    )
    page.keyboard.press("s")
    page.wait_for_function("() => window.isSmall")
    start = page.evaluate("document.querySelector('video').currentTime")
    page.wait_for_function("(start) => document.querySelector('video').currentTime > start", arg=start)
