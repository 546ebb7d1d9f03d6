"""A room in a real browser: guests join through our page, and arrive at the meeting under their own name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from models.plumbing import database
from models.tables import Visit
from tests.end_to_end.pages import ON_PHONE_AND_DESKTOP
from tests.vocabulary.own_video import Person, share
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Size
from tests.vocabulary.waiting import wait_until

pytestmark = pytest.mark.long

NAME = 'דנה "D" & #1'


@dataclass
class Meeting:
    """A server of another origin, in the place of Jitsi. It records the path and the Referer of each request."""

    address: str = ""
    requests: list[tuple[str, str | None]] = field(default_factory=list)


@pytest.fixture
def meeting() -> Iterator[Meeting]:
    found = Meeting()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.requests.append((self.path, self.headers["Referer"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><link rel=icon href=data:,><h1>The meeting</h1>")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_port}/OurRoom"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def room(person: Person, meeting: Meeting) -> int:
    """The id of a new room."""
    return person.add("The board", "add-room", "--join", meeting.address)


@pytest.fixture
def link(person: Person, room: int) -> str:
    return share(person.tree, room)


def join(page: Page) -> Page:
    """Returns the new tab with the meeting."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Join the room").click()
    opened.value.wait_for_load_state()
    return opened.value


def visits(person: Person, room: int) -> list[tuple[bool, bool]]:
    """Whether each visit has a play, and whether it has ended."""
    with database.reading(person.tree.engine) as db:
        rows = db.execute(select(Visit.played_at, Visit.ended_at).where(Visit.media_id == room).order_by(Visit.id))
        return [(played is not None, ended is not None) for played, ended in rows]


@ON_PHONE_AND_DESKTOP
def test_a_guest_joins_in_a_new_tab_and_stays_until_they_leave(
    person: Person, room: int, link: str, meeting: Meeting, open_screen: OpenScreen, size: Size
) -> None:
    screen = open_screen(size)
    screen.page.goto(link)
    expect(screen.heading).to_contain_text("invites you to join The board")
    screen.picture("room-entry")
    screen.enter(link, NAME, "dana@example.com")
    screen.picture("room")
    assert visits(person, room) == [(False, False)]
    meeting_page = join(screen.page)
    expect(meeting_page.get_by_role("heading")).to_have_text("The meeting")
    name = quote('"' + NAME.replace('"', '\\"') + '"', safe="")
    assert meeting_page.url == f"{meeting.address}#userInfo.displayName={name}"
    # The other server is told neither the guest's link, which is a secret, nor the name.
    assert meeting.requests == [("/OurRoom", None)]
    assert meeting_page.evaluate("window.opener") is None
    # Our page stays open behind the meeting, and reports when it is closed.
    screen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert visits(person, room) == [(True, False)]
    screen.page.close()
    wait_until("the visit has ended", lambda: visits(person, room) == [(True, True)], 30)


def test_after_access_is_off_a_guest_joins_again_until_the_page_is_reloaded(
    person: Person, room: int, link: str, meeting: Meeting, open_screen: OpenScreen
) -> None:
    screen = open_screen(DESKTOP)
    screen.enter(link, NAME, "dana@example.com")
    person.tree.command("access", "off", str(room))
    join(screen.page).close()
    assert len(meeting.requests) == 1
    screen.page.reload()
    expect(screen.heading).to_have_text("This link is turned off")


def test_without_scripts_a_guest_joins_too(link: str, meeting: Meeting, open_screen: OpenScreen) -> None:
    screen = open_screen(PHONE, java_script_enabled=False)
    screen.enter(link, NAME, "dana@example.com")
    assert join(screen.page).url.startswith(f"{meeting.address}#userInfo.displayName=")


def test_an_owner_adds_a_room_and_joins_it(person: Person, meeting: Meeting, open_screen: OpenScreen) -> None:
    screen = open_screen(DESKTOP)
    screen.sign_in(person)
    page = screen.page
    page.get_by_role("link", name="Add a room").click()
    screen.picture("new-room")
    page.get_by_label("Title").fill("Stand-up")
    page.get_by_label("Address of the room").fill(meeting.address)
    page.get_by_role("button", name="Add").click()
    expect(screen.heading).to_have_text("Stand-up")
    screen.picture("room-of-an-owner")
    assert re.fullmatch(re.escape(meeting.address) + "#userInfo.displayName=%22Louise%20Smith%22", join(page).url)
