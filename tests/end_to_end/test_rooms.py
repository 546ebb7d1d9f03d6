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
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Size
from tests.vocabulary.tree import Tree
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
def link(tree: Tree, meeting: Meeting) -> str:
    """A link to a new room of the demo's owner."""
    owner = ("--owner", tree.email, "--title", "The board", "--join", meeting.address)
    room = str(tree.command("media", "add-room", *owner)["id"])
    tree.command("access", "on", room)
    return str(tree.command("link", "create", room, "--name", "For the board")["url"])


def join(page: Page) -> Page:
    """Returns the new tab with the meeting."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Join the room").click()
    opened.value.wait_for_load_state()
    return opened.value


def visits(tree: Tree) -> list[tuple[bool, bool]]:
    """Whether each visit has a play, and whether it has ended."""
    with database.reading(tree.engine) as db:
        rows = db.execute(select(Visit.played_at, Visit.ended_at).order_by(Visit.id))
        return [(played is not None, ended is not None) for played, ended in rows]


@ON_PHONE_AND_DESKTOP
def test_a_guest_joins_in_a_new_tab_and_stays_until_they_leave(
    tree: Tree, link: str, meeting: Meeting, open_screen: OpenScreen, size: Size
) -> None:
    screen = open_screen(size)
    screen.page.goto(link)
    expect(screen.heading).to_contain_text("invites you to join The board")
    screen.picture("room-entry")
    screen.enter(link, NAME, "dana@example.com")
    screen.picture("room")
    assert visits(tree) == [(False, False)]
    room = join(screen.page)
    expect(room.get_by_role("heading")).to_have_text("The meeting")
    name = quote('"' + NAME.replace('"', '\\"') + '"', safe="")
    assert room.url == f"{meeting.address}#userInfo.displayName={name}"
    # The other server is told neither the guest's link, which is a secret, nor the name.
    assert meeting.requests == [("/OurRoom", None)]
    assert room.evaluate("window.opener") is None
    # Our page stays open behind the meeting, and reports when it is closed.
    screen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert visits(tree) == [(True, False)]
    screen.page.close()
    wait_until("the visit has ended", lambda: visits(tree) == [(True, True)], 30)


def test_after_access_is_off_a_guest_joins_again_until_the_page_is_reloaded(
    tree: Tree, link: str, meeting: Meeting, open_screen: OpenScreen
) -> None:
    screen = open_screen(DESKTOP)
    screen.enter(link, NAME, "dana@example.com")
    (room,) = [item for item in tree.command("media", "list") if item["title"] == "The board"]
    tree.command("access", "off", str(room["id"]))
    join(screen.page).close()
    assert len(meeting.requests) == 1
    screen.page.reload()
    expect(screen.heading).to_have_text("This link is turned off")


def test_without_scripts_a_guest_joins_too(link: str, meeting: Meeting, open_screen: OpenScreen) -> None:
    screen = open_screen(PHONE, java_script_enabled=False)
    screen.enter(link, NAME, "dana@example.com")
    assert join(screen.page).url.startswith(f"{meeting.address}#userInfo.displayName=")


def test_an_owner_adds_a_room_and_joins_it(tree: Tree, meeting: Meeting, open_screen: OpenScreen) -> None:
    screen = open_screen(DESKTOP)
    screen.sign_in(tree)
    page = screen.page
    page.get_by_role("link", name="Add a room").click()
    screen.picture("new-room")
    page.get_by_label("Title").fill("Stand-up")
    page.get_by_label("Address of the room").fill(meeting.address)
    page.get_by_role("button", name="Add").click()
    expect(screen.heading).to_have_text("Stand-up")
    screen.picture("room-of-an-owner")
    assert re.fullmatch(re.escape(meeting.address) + "#userInfo.displayName=%22Louise%20Smith%22", join(page).url)
