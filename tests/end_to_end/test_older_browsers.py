"""In Chromium without what Safari 15.4, Chrome 100 or Firefox 100 do not know, and without dialogs, everything can be
done (contract 4.38)."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import PHONE, OpenScreen, Screen

pytestmark = pytest.mark.long

# A selector with `:has()` is an error in Firefox before 121.
OLDER = """
for (const { prototype } of [Document, Element, DocumentFragment]) {
  for (const name of ['querySelector', 'querySelectorAll', 'matches', 'closest']) {
    const known = prototype[name];
    if (!known) continue;
    prototype[name] = function (selector) {
      if (/:(has|dir|popover-open|open)\\b/.test(selector)) throw new SyntaxError(selector);
      return known.call(this, selector);
    };
  }
}
for (const name of ['findLast', 'toSorted', 'toReversed', 'toSpliced', 'with']) delete Array.prototype[name];
for (const name of ['withResolvers', 'try']) delete Promise[name];
for (const name of ['union', 'intersection', 'difference']) delete Set.prototype[name];
for (const name of ['timeout', 'any']) delete AbortSignal[name];
for (const name of ['canParse', 'parse']) delete URL[name];
for (const name of ['showPopover', 'hidePopover', 'togglePopover']) delete HTMLElement.prototype[name];
delete HTMLFormElement.prototype.requestSubmit;
delete Element.prototype.checkVisibility;
delete window.CloseWatcher;
delete window.navigation;
delete window.scheduler;
delete Object.groupBy;
delete Intl.DurationFormat;
"""
# Firefox 100 and Safari 15.4 know `autofocus` on fields alone.
FOCUS_ON_FIELDS = """document.addEventListener('readystatechange', () => {
  if (document.readyState === 'interactive') document.querySelector('input[autofocus]')?.focus();
});"""
NO_DIALOGS = "for (const name of ['show', 'showModal', 'close']) delete HTMLDialogElement.prototype[name];"


def older(open_screen: OpenScreen, video: OwnVideo, *, script: str = OLDER) -> Screen:
    screen = open_screen(PHONE)
    screen.page.add_init_script(script)
    screen.sign_in_and_open(video)
    screen.page.wait_for_load_state()
    return screen


def top(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["y"]


def test_an_older_browser_shows_windows_and_refusals(open_screen: OpenScreen, video: OwnVideo) -> None:
    owner = older(open_screen, video)
    window = owner.open_guest_access()
    window.get_by_role("link", name="Create new link").click()
    window.get_by_label("Link name").fill("Plain")
    # The refusal of somebody who was signed out meanwhile is shown in the window.
    cookies = owner.page.context.cookies()
    owner.page.context.clear_cookies()
    owner.may_refuse = "/guest-access"
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_role("alert")).to_contain_text("signed out")
    owner.page.context.add_cookies([{"name": c["name"], "value": c["value"], "url": video.page} for c in cookies])
    window.get_by_role("button", name="Create").click()
    expect(window.get_by_role("row", name=re.compile("Plain"))).to_be_visible()


def test_where_dialogs_are_unknown_every_window_is_a_page_and_no_box_is_empty(
    open_screen: OpenScreen, video: OwnVideo
) -> None:
    owner = older(open_screen, video, script=OLDER + NO_DIALOGS)
    expect(owner.page.locator("dialog")).to_be_hidden()
    owner.page.locator("summary", has_text="More actions").click()
    owner.page.get_by_role("link", name="Manage guest access").click()
    expect(owner.heading).to_have_text("Manage guest access")
    owner.page.get_by_role("link", name="Create new link").click()
    owner.page.get_by_label("Link name").fill("Plain")
    owner.page.get_by_role("button", name="Create").click()
    expect(owner.page.get_by_role("row", name=re.compile("Plain"))).to_be_visible()


def test_where_only_fields_know_autofocus_the_summary_has_the_focus(open_screen: OpenScreen, video: OwnVideo) -> None:
    owner = older(open_screen, video, script=FOCUS_ON_FIELDS)
    owner.page.goto(f"{video.owner.address}/media/new-room")
    owner.page.locator("main button.primary").click()
    expect(owner.page.locator("[aria-invalid]")).to_have_count(2)
    expect(owner.page.locator(".error-summary")).to_be_focused()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_message_floats_only_where_a_script_takes_it_away(
    open_screen: OpenScreen, video: OwnVideo, has_script: bool
) -> None:
    owner = open_screen(PHONE, java_script_enabled=has_script)
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.page}/edit")
    owner.page.get_by_role("button", name="Save").first.click()
    message = owner.page.get_by_text("Saved", exact=True)
    expect(message).to_be_visible()
    assert (top(message) > top(owner.heading)) == has_script


def test_a_guest_enters_and_watches_in_an_older_browser(open_screen: OpenScreen, video: OwnVideo) -> None:
    guest = open_screen(PHONE)
    guest.page.add_init_script(OLDER)
    guest.enter(video.guest_link, "Ada")
    guest.play()
