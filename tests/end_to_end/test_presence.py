"""Pages of guests and their streams of events, in a browser (contract 3.46, 3.48)."""

from datetime import UTC, datetime

from playwright.sync_api import Page, Request
from sqlalchemy import update

from models.plumbing import database
from models.tables import Visit
from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import OpenScreen
from tests.vocabulary.waiting import wait_until

# In milliseconds. Contract 3.46 promises 5 seconds; a busy machine takes longer. A heartbeat would take a minute.
STOPPED_WITHIN = 20_000
# After this time, a page that shows and plays nothing asks.
HEARTBEAT = 61_000
STANDS_STILL = "() => { const video = document.querySelector('video'); return !video || video.paused; }"


def asked_by(page: Page) -> list[str]:
    """The ends of the addresses that the page asks for, from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url.rpartition("/")[2])

    page.on("request", note)
    return asked


def has_asked(page: Page, asked: list[str], what: str, times: int = 1) -> None:
    def count() -> bool:
        page.wait_for_timeout(50)
        return asked.count(what) >= times

    wait_until(f"it asks for {what}", count)


def end_visits(video: OwnVideo) -> None:
    with database.writing(video.owner.tree.engine) as db:
        db.execute(update(Visit).where(Visit.media_id == video.id).values(ended_at=datetime.now(UTC)))


def test_a_page_that_plays_stops_soon_after_its_visit_has_ended(video: OwnVideo, open_screen: OpenScreen) -> None:
    guest = open_screen()
    asked = asked_by(guest.page)
    guest.enter(video.guest_link, "Ada")
    guest.play()
    has_asked(guest.page, asked, "events")
    before = asked.count("alive")
    end_visits(video)
    with guest.page.expect_event("load"):
        guest.page.wait_for_function(STANDS_STILL, timeout=STOPPED_WITHIN)
    assert asked.count("alive") == before, "it was told, and has not asked"
    # The guest may still load the page, so this is a new visit, with a stream of its own.
    has_asked(guest.page, asked, "events", 2)


def test_a_chosen_speed_stays_when_the_page_reloads_by_itself(video: OwnVideo, open_screen: OpenScreen) -> None:
    guest = open_screen()
    guest.enter(video.guest_link, "Ada")
    guest.play()
    guest.page.evaluate("document.querySelector('video').playbackRate = 1.5")
    # The player may be asking for more of the film in this moment.
    guest.may_refuse = "/video"
    end_visits(video)
    with guest.page.expect_event("load"):
        guest.page.wait_for_function(STANDS_STILL, timeout=STOPPED_WITHIN)
    assert guest.page.evaluate("document.querySelector('video').playbackRate") == 1.5


def test_of_two_tabs_one_has_a_stream_and_then_the_other(video: OwnVideo, open_screen: OpenScreen) -> None:
    guest = open_screen()
    asked = asked_by(guest.page)
    guest.enter(video.guest_link, "Ada")
    has_asked(guest.page, asked, "events")
    second = guest.page.context.new_page()
    asked_by_second = asked_by(second)
    second.goto(video.guest_link)
    second.evaluate("() => { const video = document.querySelector('video'); video.muted = true; return video.play(); }")
    has_asked(second, asked_by_second, "alive", 2)
    assert "events" not in asked_by_second
    guest.page.close()
    has_asked(second, asked_by_second, "events")


def test_where_streams_are_cut_a_page_that_plays_asks_and_stops_as_soon(
    video: OwnVideo, open_screen: OpenScreen
) -> None:
    guest = open_screen()
    guest.may_refuse = ("/events", "/alive")
    asked = asked_by(guest.page)
    guest.page.route("**/events", lambda route: route.abort())
    guest.enter(video.guest_link, "Ada")
    guest.play()
    # One reports the play.
    has_asked(guest.page, asked, "alive", 2)
    end_visits(video)
    with guest.page.expect_event("load"):
        guest.page.wait_for_function(STANDS_STILL, timeout=STOPPED_WITHIN)


def show(page: Page, state: str) -> None:
    """As if the guest had gone to another tab ("hidden") or come back ("visible"): a browser without a screen shows all
    its pages."""
    page.evaluate(
        """(state) => { Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
            document.dispatchEvent(new Event('visibilitychange')); }""",
        state,
    )


def test_a_hidden_page_has_a_stream_only_while_it_plays(video: OwnVideo, open_screen: OpenScreen) -> None:
    guest = open_screen()
    page, cut = guest.page, list[str]()
    page.clock.install()
    asked = asked_by(page)
    page.on("requestfailed", lambda request: cut.append(request.url.rpartition("/")[2]))
    guest.enter(video.guest_link, "Ada")
    guest.play()
    has_asked(page, asked, "events")
    show(page, "hidden")
    # The end of the stream would be heard before the answer to this.
    page.evaluate("fetch('/healthz').then((answer) => answer.text())")
    assert "events" not in cut, "it plays"
    page.evaluate("document.querySelector('video').pause()")
    has_asked(page, cut, "events")
    before = asked.count("alive")
    page.clock.fast_forward(HEARTBEAT)
    has_asked(page, asked, "alive", before + 1)
    assert asked.count("events") == 1
    show(page, "visible")
    has_asked(page, asked, "events", 2)
