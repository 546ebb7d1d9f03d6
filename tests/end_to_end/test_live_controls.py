"""The controls of the live player: *Go live*, *Tap for sound*, quality and sound (contract 9.12)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserType, Locator, Page, expect

from tests.end_to_end.axe import violations
from tests.live_encoders import encoder as encoders
from tests.live_encoders import publishing
from tests.live_encoders.encoder import Encoder
from tests.vocabulary.own_video import Person, share
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Screen, Size

pytestmark = pytest.mark.long

# Two pictures and two sounds, and all that was ever written is listed.
VARIANTS = "v:0,agroup:s v:1,agroup:s a:0,agroup:s,language:en,default:yes a:1,agroup:s,language:de"
OPTIONS = {"hls_time": "2", "hls_list_size": "0", "master_pl_name": "master.m3u8", "var_stream_map": VARIANTS}
# So many seconds are there from the beginning.
HEAD_START = 50.0
PLAYS = """() => { const v = document.querySelector('video');
    return !v.paused && v.currentTime > 0 && v.readyState >= 3; }"""
# The newest moment that is offered lies some seconds before the end of the list.
BEHIND = """seconds => { const v = document.querySelector('video');
    v.currentTime = v.seekable.end(v.seekable.length - 1) - seconds; }"""
REFUSES = """window.refused = 0;
HTMLMediaElement.prototype.play = () => {
  window.refused += 1;
  return Promise.reject(new DOMException('not now', 'NotAllowedError'));
};"""
IS_AT_THE_END = """() => { const v = document.querySelector('video');
    return v.seekable.end(v.seekable.length - 1) - v.currentTime < 20; }"""


@pytest.fixture
def link(person: Person, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A guest link to a live session, into whose folder an encoder writes."""
    monkeypatch.setattr(encoders, "HEAD_START", HEAD_START)
    name = f"choices{person.id}"
    link = share(person.tree, person.add("Choices", "add-live", "--folder", name))
    folder = person.tree.data / "live" / name
    kinds = ("picture", "picture", "sound", "sound")
    encoder = Encoder(folder, "%v.m3u8", OPTIONS, kinds, publish=publishing.two_qualities)
    encoder.start()
    yield link
    encoder.stop()


@pytest.fixture(scope="module")
def strict(browser_type: BrowserType, browser_type_launch_args: dict[str, object]) -> Iterator[Browser]:
    """A browser that plays sound only once a person has done something on the page, as browsers at home."""
    flags = [flag for flag in browser_type_launch_args["args"] if "autoplay" not in flag]  # type: ignore[attr-defined]
    flags.append("--autoplay-policy=document-user-activation-required")
    browser = browser_type.launch(**(browser_type_launch_args | {"args": flags}))  # type: ignore[arg-type]
    yield browser
    browser.close()


def enter(screen: Screen, link: str) -> Page:
    """By the names of the fields: the page may be in any language."""
    page = screen.page
    page.goto(link)
    page.locator("[name=name]").fill("Ada")
    page.locator("[name=email]").fill("ada@example.com")
    page.locator("main button.primary").click()
    expect(page.locator(".live .player")).to_be_visible()
    return page


def enter_untouched(screen: Screen, link: str) -> Page:
    """Enter, and open the page once more in a tab in which nobody has done anything yet. The stream plays there.

    To the browser each question of Playwright is an act of the person, after which sound is allowed. So the test
    asks nothing until the page writes to the console that it plays.
    """
    address = enter(screen, link).url
    screen.page.close()
    screen.page = screen.page.context.new_page()
    screen.page.add_init_script("addEventListener('playing', () => console.log('it plays'), { capture: true })")
    with screen.page.expect_console_message(lambda message: message.text == "it plays"):
        screen.page.goto(address)
    return screen.page


def go_live(page: Page) -> Locator:
    return page.get_by_role("button", name="Go live")


def is_muted(page: Page) -> bool:
    return bool(page.evaluate("document.querySelector('video').muted"))


def test_go_live_is_offered_to_who_is_more_than_20_seconds_behind(link: str, open_screen: OpenScreen) -> None:
    screen = open_screen(DESKTOP)
    screen.may_refuse = ".m3u8"
    page = enter(screen, link)
    page.wait_for_function(PLAYS)
    expect(go_live(page)).to_be_hidden()
    page.evaluate(BEHIND, 20)
    page.wait_for_timeout(2_500)
    expect(go_live(page)).to_be_hidden()
    page.evaluate(BEHIND, 40)
    expect(go_live(page)).to_be_visible()
    go_live(page).press("Enter")
    page.wait_for_function(IS_AT_THE_END)
    expect(go_live(page)).to_be_hidden()
    expect(page.locator("video")).to_be_focused()
    page.wait_for_function(PLAYS)


def test_where_the_browser_refuses_sound_the_stream_begins_without_and_a_tap_turns_it_on(
    link: str, strict: Browser
) -> None:
    screen = Screen.open(strict, PHONE)
    page = enter_untouched(screen, link)
    tap = page.get_by_role("button", name="Tap for sound")
    expect(tap).to_be_visible()
    assert is_muted(page)
    screen.picture("live-tap-for-sound")
    tap.press("Enter")
    expect(tap).to_be_hidden()
    expect(page.locator("video")).to_be_focused()
    assert not is_muted(page)
    page.wait_for_function(PLAYS)
    page.context.close()


def test_where_the_browser_refuses_even_a_silent_stream_a_press_of_play_has_sound(
    link: str, open_screen: OpenScreen
) -> None:
    """An iPhone in its low power mode."""
    screen = open_screen(PHONE)
    screen.may_refuse = ".m3u8"
    screen.page.add_init_script(REFUSES)
    page = enter(screen, link)
    page.wait_for_function("() => window.refused >= 2")
    expect(page.locator("video")).to_have_js_property("muted", False)
    expect(page.locator(".tap-for-sound")).to_be_hidden()


def test_where_the_browser_allows_sound_no_tap_is_asked_for(link: str, open_screen: OpenScreen) -> None:
    screen = open_screen(PHONE)
    screen.may_refuse = ".m3u8"
    page = enter(screen, link)
    page.wait_for_function(PLAYS)
    expect(page.locator(".tap-for-sound")).to_be_hidden()
    assert not is_muted(page)


@pytest.mark.parametrize(("size", "language"), [(PHONE, "he"), (DESKTOP, "en")], ids=["phone-he", "desktop-en"])
def test_axe_finds_nothing_on_the_controls(link: str, strict: Browser, size: Size, language: str) -> None:
    screen = Screen.open(strict, size, locale=language)
    page = enter_untouched(screen, link)
    page.evaluate(BEHIND, 40)
    for control in (".badge", ".tap-for-sound", ".go-live", ".quality select", ".audio select"):
        expect(page.locator(control)).to_be_visible()
    screen.picture(f"live-controls-{language}")
    assert violations(page) == []
    page.context.close()


def test_a_quality_and_a_sound_can_be_chosen(link: str, open_screen: OpenScreen) -> None:
    screen = open_screen(DESKTOP)
    screen.may_refuse = ".m3u8"
    page = enter(screen, link)
    page.wait_for_function(PLAYS)
    for name, count in (("Quality", 3), ("Sound", 2)):
        field = page.get_by_role("combobox", name=name)
        expect(field.locator("option")).to_have_count(count)
        field.select_option(index=1)
        page.wait_for_timeout(1_500)
        expect(field).to_have_js_property("selectedIndex", 1)
        page.wait_for_function(PLAYS)
