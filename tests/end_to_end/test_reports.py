"""When a page reports what was watched (contract 4.50)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from models.plumbing import database
from models.tables import Visit
from tests.vocabulary.clips import make_clip
from tests.vocabulary.own_video import OwnVideo, Person
from tests.vocabulary.screen import OpenScreen, Screen
from tests.vocabulary.waiting import wait_until

STATIC = Path(__file__).parents[2] / "web/static"
NOWHERE = "http://reports.test/"
# With a stream of events, and without one, in seconds of playing.
RARELY, OFTEN = range(240, 361), 60
# No browser plays faster.
FASTEST = 16
PLAYS_FAST = f"""async () => {{ const video = document.querySelector('video'); video.muted = true;
    if (!video.duration) await new Promise((known) => {{ video.onloadedmetadata = known; }});
    video.playbackRate = {FASTEST}; await video.play(); }}"""
HIDES = """() => { Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange')); }"""

# A player without a recording, and a clock that the test moves.
BEGINS = """async () => {
    const { Watched } = await import('/watched.js');
    let now = 0;
    Object.defineProperty(performance, 'now', { value: () => now });
    const media = Object.assign(new EventTarget(), { currentTime: 0, duration: 7200, playbackRate: 1, paused: false,
        seeking: false, played: { length: 0 }, currentSrc: 'http://reports.test/video?file=3', readyState: 4 });
    const does = (event) => media.dispatchEvent(new Event(event));
    window.waits = (seconds) => { now += seconds * 1000; };
    window.plays = (seconds) => {
        does('playing');
        for (let second = 0; second < seconds; second += 1) { waits(1); media.currentTime += 1; does('timeupdate'); }
    };
    window.playsUntilDue = (isRare) => {
        let seconds = 0;
        while (!watched.isDue(isRare)) { plays(1); seconds += 1; }
        return seconds;
    };
    window.does = does;
    window.sends = () => { const report = watched.report(); watched.sent(report); return report.get('watched'); };
    window.watched = new Watched(media);
}"""


@pytest.fixture
def page(open_screen: OpenScreen) -> Page:
    """With what watches a player, and no server."""

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix(NOWHERE)
        kind = "text/javascript" if name else "text/html"
        route.fulfill(body=(STATIC / name).read_text() if name else "<!doctype html>", content_type=kind)

    page = open_screen().page
    page.route(f"{NOWHERE}**", answer)
    page.goto(NOWHERE)
    page.evaluate(BEGINS)
    return page


def test_a_report_is_rare_where_nothing_else_is_sent_and_each_page_has_its_own_time(page: Page) -> None:
    script = "() => Array.from({ length: 40 }, () => { const seconds = playsUntilDue(true); sends(); return seconds; })"
    waits = page.evaluate(script)
    assert all(each in RARELY for each in waits), waits
    assert len(set(waits)) > 10, "no two pages go on together"


def test_beside_heartbeats_a_report_is_due_each_minute(page: Page) -> None:
    script = "() => { const first = playsUntilDue(false); sends(); return [first, playsUntilDue(false)]; }"
    assert page.evaluate(script) == [OFTEN, OFTEN]


def test_only_what_was_played_makes_a_report_due_and_not_the_time_that_a_page_stands_open(page: Page) -> None:
    assert page.evaluate("() => { waits(3600); plays(2); return watched.isDue(true); }") is False


@pytest.mark.parametrize("event", ["pause", "ended", "seeked"])
def test_who_stops_or_jumps_is_reported_soon_but_not_each_of_many_jumps(page: Page, event: str) -> None:
    steps = f"""() => {{ plays(10); does('{event}'); const due = [watched.isDue(true)]; sends();
        plays(2); does('{event}'); due.push(watched.isDue(true)); plays(3); due.push(watched.isDue(true));
        sends(); waits(60); due.push(watched.isDue(true)); return due; }}"""
    assert page.evaluate(steps) == [True, False, True, False]


def test_a_report_that_was_lost_is_sent_again_with_all_that_was_played(page: Page) -> None:
    steps = """() => { playsUntilDue(true); const first = sends(); const meanwhile = watched.isDue(true);
        watched.lost(); plays(5); const due = watched.isDue(true);
        return [meanwhile, due, sends() - first, watched.isDue(true)]; }"""
    assert page.evaluate(steps) == [False, True, 5, False]


def reported(video: OwnVideo) -> int:
    with database.reading(video.owner.tree.engine) as db:
        return max(db.scalars(select(Visit.watched_seconds).where(Visit.media_id == video.id)))


def is_reported(video: OwnVideo, guest: Screen) -> Callable[[], bool]:
    def asked() -> bool:
        # The page's own events are handled meanwhile.
        guest.page.wait_for_timeout(50)
        return reported(video) > 0

    return asked


def has_played(guest: Screen, seconds: float) -> None:
    guest.page.wait_for_function("(seconds) => document.querySelector('video').currentTime > seconds", arg=seconds)


@pytest.mark.parametrize("does", [HIDES, "document.querySelector('video').pause()"], ids=["hidden", "paused"])
def test_a_page_that_is_hidden_or_paused_has_reported_before_it_may_be_killed(
    video: OwnVideo, open_screen: OpenScreen, does: str
) -> None:
    guest = open_screen()
    guest.enter(video.guest_link, "Ada")
    guest.play()
    has_played(guest, 3)
    assert reported(video) == 0
    guest.page.evaluate(does)
    wait_until("it is reported", is_reported(video, guest))
    assert 2 <= reported(video) <= guest.page.evaluate("document.querySelector('video').currentTime") + 1


@pytest.fixture
def film(person: Person, tmp_path: Path) -> OwnVideo:
    """Longer than a page plays without a report."""
    target = tmp_path / "film.mp4"
    make_clip(target, seconds=600, width=160, height=90, bit_rate=50_000)
    return OwnVideo.new(person, target)


def alive(page: Page) -> list[str]:
    """What the page posts as its heartbeats, from now on."""
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.post_data or "") if asked.url.endswith("/alive") else None)
    return sent


@pytest.mark.long
def test_a_page_with_a_stream_that_plays_on_reports_rarely(film: OwnVideo, open_screen: OpenScreen) -> None:
    guest = open_screen()
    sent = alive(guest.page)
    guest.enter(film.guest_link, "Ada")
    guest.page.evaluate(PLAYS_FAST)
    wait_until("it is reported", is_reported(film, guest), 120)
    told = reported(film)
    # The page looks once a second.
    assert RARELY.start <= told <= RARELY.stop + 4 * FASTEST, sent
    assert [each for each in sent if "watched" in each] == sent[1:], "beside the play, nothing but the report is sent"
    assert len(sent) == 2, sent


@pytest.mark.long
def test_without_a_stream_a_page_that_plays_reports_each_minute(film: OwnVideo, open_screen: OpenScreen) -> None:
    guest = open_screen()
    guest.may_refuse = ("/events", "/alive")
    guest.page.route("**/events", lambda route: route.abort())
    guest.enter(film.guest_link, "Ada")
    guest.page.evaluate(PLAYS_FAST)
    wait_until("it is reported", is_reported(film, guest), 120)
    assert OFTEN <= reported(film) < RARELY.start
