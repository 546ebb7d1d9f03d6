"""The live session of the demo in a real browser: the growing playlist plays on, with hls.js and without it."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from tests.vocabulary.demo_stream import OwnSession, wait_for_stream
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Screen
from tests.vocabulary.tree import Tree
from tests.vocabulary.waiting import wait_until
from web.cli.demo.story import FOLDER
from web.cli.demo.stream import SEGMENT_SECONDS

pytestmark = pytest.mark.long

NO_HLS = """
const canPlayType = HTMLMediaElement.prototype.canPlayType;
HTMLMediaElement.prototype.canPlayType = function (type) {
  return type.includes('mpegurl') ? '' : canPlayType.call(this, type);
};
"""
WRONG_CLOCK = """
const ahead = %d;
const RealDate = Date;
Date = class extends RealDate {
  constructor(...given) { if (given.length) super(...given); else super(RealDate.now() + ahead); }
  static now() { return RealDate.now() + ahead; }
};
"""
HAS_PICTURE = "() => { const v = document.querySelector('video'); return v.readyState >= 3 && v.videoWidth; }"
MOVED_ON = "(start) => document.querySelector('video').currentTime > start + 14"
BY_HLS_JS = "() => document.querySelector('video').currentSrc.startsWith('blob:')"
# What the stage says from now on, and each source that the player is given.
NOTE = """() => {
  const stage = document.querySelector('.live');
  window.states = [];
  window.sources = 0;
  const seen = new MutationObserver(() => window.states.push(stage.dataset.state));
  seen.observe(stage, { attributeFilter: ['data-state'] });
  stage.querySelector('video').addEventListener('loadstart', () => { window.sources += 1; });
}"""
BREAK = "document.querySelector('video').dispatchEvent(new Event('error'))"
PLAY = "async () => { const v = document.querySelector('video'); await v.play(); return v.currentTime; }"


@pytest.fixture
def session(shared_tree: Tree) -> Iterator[OwnSession]:
    own = OwnSession.new(shared_tree)
    yield own
    # The stream is that of the session that started last (contract 9.18): the demo's own again, for other tests.
    own.starts_in(days=-1)


def watch(screen: Screen, link: str) -> None:
    """Enter the live session, and wait until the first picture is there."""
    enter(screen, link)
    screen.page.wait_for_function(HAS_PICTURE)


def enter(screen: Screen, link: str) -> None:
    screen.enter(link, "Ada")
    expect(screen.page.locator(".badge")).to_have_text("Live")


@pytest.mark.parametrize("script", ["", NO_HLS], ids=["a browser that knows HLS", "a browser that does not"])
def test_a_guest_watches_a_stream_that_grows(session: OwnSession, open_screen: OpenScreen, script: str) -> None:
    screen = open_screen(PHONE)
    screen.page.add_init_script(script)
    watch(screen, session.link)
    screen.page.wait_for_function(BY_HLS_JS)
    start = screen.page.evaluate(PLAY)
    # The first playlist was shorter than 14 seconds, so the player has read later ones.
    screen.page.wait_for_function(MOVED_ON, arg=start)
    screen.picture("live")


def test_play_that_is_pressed_before_hls_js_is_loaded_need_not_be_pressed_again(
    session: OwnSession, open_screen: OpenScreen
) -> None:
    screen = open_screen(PHONE)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    screen.page.route("**/vendor/*", hold)
    with screen.page.expect_request("**/vendor/*"):
        enter(screen, session.link)
    screen.page.evaluate(PLAY)
    held[0].continue_()
    screen.page.wait_for_function(BY_HLS_JS)
    start = screen.page.evaluate("document.querySelector('video').currentTime")
    screen.page.wait_for_function("(start) => document.querySelector('video').currentTime > start + 1", arg=start)


def test_without_hls_js_the_browser_itself_plays_the_stream(session: OwnSession, open_screen: OpenScreen) -> None:
    """Only the first picture is awaited: what else Chromium's own player does is in facts 133."""
    screen = open_screen(DESKTOP)
    screen.may_refuse = ".mjs"
    screen.page.route("**/vendor/*", lambda route: route.abort())
    enter(screen, session.link)
    # When the page gives up hls.js, it loads the stream anew. That interrupts a play() begun before.
    screen.page.evaluate("document.querySelector('video').play().catch(() => {})")
    screen.page.wait_for_function(HAS_PICTURE)
    assert screen.page.evaluate("document.querySelector('video').currentSrc").endswith("/live/index.m3u8")


def test_an_open_page_plays_on_when_the_playlist_has_another_name(session: OwnSession, open_screen: OpenScreen) -> None:
    def of_before(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("/live/index.m3u8", "/live/test.m3u8", 1))

    screen = open_screen(PHONE)
    screen.may_refuse = "/live/test.m3u8"
    enter(screen, session.link)
    screen.page.route(session.link, of_before)
    with screen.page.expect_response("**/live/test.m3u8*") as refused:
        screen.page.reload()
    assert refused.value.status == 404
    screen.page.wait_for_function(HAS_PICTURE)


def test_a_stream_of_another_server_is_interrupted_until_it_is_there_again(
    session: OwnSession, open_screen: OpenScreen
) -> None:
    """The stream is ours; the page is told otherwise. It is given a player once for each try, and keeps it."""

    def of_another(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r"\bdata-ours\b", "", answer.text(), count=1))

    screen = open_screen(DESKTOP)
    screen.may_refuse = "/live/index.m3u8"
    enter(screen, session.link)
    screen.page.route(session.link, of_another)
    screen.page.reload()
    screen.page.wait_for_function(HAS_PICTURE)
    screen.page.evaluate(NOTE)
    screen.page.route("**/live/*.m3u8*", lambda route: route.fulfill(status=404))
    screen.page.evaluate(BREAK)
    assert screen.page.evaluate("document.querySelector('video').paused")
    with screen.page.expect_response("**/live/*.m3u8*"):
        """A try that fails."""
    screen.page.unroute("**/live/*.m3u8*")
    screen.page.wait_for_function("() => window.states.at(-1) === 'live'")
    start, sources = screen.page.evaluate("[document.querySelector('video').currentTime, window.sources]")
    # Longer than until another try.
    screen.page.wait_for_function("(start) => document.querySelector('video').currentTime > start + 7", arg=start)
    assert screen.page.evaluate("[window.states, window.sources]") == [["interrupted", "live"], sources]


def test_guests_are_told_when_the_session_ends(session: OwnSession, open_screen: OpenScreen) -> None:
    screen = open_screen(DESKTOP)
    screen.may_refuse = "/live/index.m3u8"
    watch(screen, session.link)
    screen.page.evaluate("document.querySelector('video').play()")
    tree, live = session.tree, str(session.id)
    assert tree.command("media", "show", live)["live"] == "live"
    tree.command("media", "end-live", live)
    assert tree.command("media", "show", live)["live"] == "over"
    expect(screen.page.locator(".curtain").get_by_text("This live session has ended.")).to_be_visible()
    expect(screen.page.locator(".badge")).to_be_hidden()
    screen.picture("live-ended")


def test_the_page_of_a_guest_follows_when_the_start_is_moved(session: OwnSession, open_screen: OpenScreen) -> None:
    owner, guest = open_screen(DESKTOP), open_screen(PHONE)
    guest.may_refuse = "/live/index.m3u8"
    watch(guest, session.link)
    owner.sign_in(session.tree)
    owner.page.goto(f"{session.page}/edit#start")
    start = owner.page.locator("[name=starts_at]")
    start.fill(f"{datetime.now(UTC) + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    owner.page.get_by_role("button", name="Save start time").click()
    expect(owner.page.get_by_text("Saved", exact=True)).to_be_visible()
    countdown = guest.page.get_by_role("timer")
    expect(countdown).to_have_text(re.compile("^02:5"), timeout=60_000)
    # A half-typed date must not be sent as a blank one: blank means that the session has started.
    start.press("Delete")
    owner.page.get_by_role("button", name="Save start time").click()
    expect(owner.page.locator("[name=starts_at]:invalid")).to_be_focused()
    start.fill("")
    owner.page.get_by_role("button", name="Save start time").click()
    expect(guest.page.locator(".badge")).to_have_text("Live", timeout=60_000)
    guest.page.wait_for_function(HAS_PICTURE)


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_page_begins_at_the_time_of_the_server(session: OwnSession, open_screen: OpenScreen, hours: int) -> None:
    """The clock of the device is wrong by some hours."""
    session.starts_in(seconds=20)
    screen = open_screen(PHONE)
    screen.may_refuse = "/live/index.m3u8"
    screen.page.add_init_script(WRONG_CLOCK % (hours * 3_600_000))
    screen.enter(session.link, "Ada")
    expect(screen.page.get_by_role("timer")).to_have_text(re.compile("^00:00:[01]"))
    expect(screen.page.locator(".badge")).to_have_text("Live", timeout=30_000)


def test_a_page_waits_for_an_encoder_that_is_interrupted_and_goes_on(tree: Tree, open_screen: OpenScreen) -> None:
    """The folder is away: the encoder of the demo cannot write, and makes it anew later."""
    screen = open_screen(DESKTOP)
    screen.may_refuse = (".ts", ".m3u8")
    wait_for_stream(tree)
    watch(screen, tree.live_link)
    playing = screen.page.locator(".badge")
    folder = tree.data / "live" / FOLDER
    folder.rename(folder.with_name("away"))
    folder.write_text("a file in the way")
    stopped = screen.page.get_by_text("The stream has stopped. It goes on here by itself when it comes back.").first
    expect(stopped).to_be_visible(timeout=60_000)
    screen.picture("live-interrupted")
    folder.unlink()
    expect(playing).to_be_visible(timeout=60_000)
    screen.page.wait_for_function(HAS_PICTURE)
    start = screen.page.evaluate("document.querySelector('video').currentTime")
    screen.page.wait_for_function("(start) => document.querySelector('video').currentTime > start + 3", arg=start)


def test_an_owner_starts_a_session_by_a_button(tree: Tree, open_screen: OpenScreen) -> None:
    wait_for_stream(tree)
    # Beside one that has started, it would not have the stream before its start (contract 9.18).
    session = OwnSession(tree, 2, tree.live_link)
    session.starts_in(hours=1)
    owner, guest = open_screen(DESKTOP), open_screen(PHONE)
    guest.may_refuse = "/live/index.m3u8"
    guest.enter(session.link, "Ada")
    expect(guest.page.get_by_text("It has not started yet.").first).to_be_visible()
    owner.sign_in(session.tree)
    owner.page.goto(session.page)
    owner.page.wait_for_function(HAS_PICTURE)
    owner.picture("live-rehearsal")
    owner.page.get_by_role("button", name="Start now").click()
    expect(guest.page.locator(".badge")).to_have_text("Live", timeout=20_000)
    guest.page.wait_for_function(HAS_PICTURE)


def test_the_folder_of_a_deleted_demo_stays_erased(tree: Tree) -> None:
    """The encoder of the demo still runs, and must not write the folder again."""
    folder = tree.data / "live" / FOLDER
    wait_for_stream(tree)
    tree.command("media", "delete", "2")
    wait_until("its files are erased", lambda: not folder.exists())
    time.sleep(4 * SEGMENT_SECONDS)
    assert not folder.exists()
