"""A room in a real browser: the click passes through us and arrives at the meeting, under the guest's name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from models.plumbing import database
from models.tables import Visit
from tests.vocabulary.screen import DESKTOP, PHONE, Screen
from tests.vocabulary.tree import Tree
from tests.vocabulary.waiting import wait_until

# Half a minute and more: CI runs them with the long proofs.
pytestmark = pytest.mark.long

NAME = 'דנה "D" & #1'


@dataclass
class Meeting:
    """Stands for Jitsi: a server of another origin that writes down what it is asked, and by whose leave."""

    address: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@pytest.fixture
def meeting() -> Iterator[Meeting]:
    found = Meeting()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, self.headers["Referer"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><link rel=icon href=data:,><h1>The meeting</h1>")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_port}/OurRoom"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def link(tree: Tree, meeting: Meeting) -> str:
    """To a room of the demo's owner."""
    owner = ("--owner", tree.email, "--title", "The board", "--join", meeting.address)
    room = str(tree.command("media", "add-room", *owner)["id"])
    tree.command("access", "on", room)
    return str(tree.command("link", "create", room, "--name", "For the board")["url"])


def enter(screen: Screen, link: str) -> None:
    page = screen.page
    page.goto(link)
    expect(screen.heading).to_contain_text("invites you to join The board")
    screen.picture("room-entry")
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Your email").fill("dana@example.com")
    page.get_by_role("button", name="Continue to the room").click()
    expect(page.get_by_role("link", name="Join the room")).to_be_visible()
    screen.picture("room")


def join(page: Page) -> Page:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Join the room").click()
    opened.value.wait_for_load_state()
    return opened.value


def visits(tree: Tree) -> list[tuple[bool, bool]]:
    """Of each visit, whether it has played and whether it is over."""
    with database.reading(tree.engine) as db:
        rows = db.execute(select(Visit.played_at, Visit.ended_at).order_by(Visit.id))
        return [(played is not None, ended is not None) for played, ended in rows]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_guest_joins_in_a_new_tab_and_stays_until_they_leave(
    tree: Tree, link: str, meeting: Meeting, opening: Callable[..., Screen], size: dict[str, object]
) -> None:
    screen = opening(size)
    enter(screen, link)
    assert visits(tree) == [(False, False)]
    room = join(screen.page)
    expect(room.get_by_role("heading")).to_have_text("The meeting")
    name = quote('"' + NAME.replace('"', '\\"') + '"', safe="")
    assert room.url == f"{meeting.address}#userInfo.displayName={name}"
    # The guest's address is the secret, and the name is for the page alone: the other server is told neither.
    assert meeting.asked == [("/OurRoom", None)]
    assert room.evaluate("window.opener") is None
    # The page behind goes on, and tells its end.
    screen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert visits(tree) == [(True, False)]
    screen.page.close()
    wait_until("the visit is over", lambda: visits(tree) == [(True, True)], 30)


def test_who_is_there_joins_once_more_after_access_is_off_and_a_refused_reload_ends_it(
    tree: Tree, link: str, meeting: Meeting, opening: Callable[..., Screen]
) -> None:
    screen = opening(DESKTOP)
    enter(screen, link)
    (room,) = [item for item in tree.command("media", "list") if item["title"] == "The board"]
    tree.command("access", "off", str(room["id"]))
    join(screen.page).close()
    assert len(meeting.asked) == 1
    screen.page.reload()
    expect(screen.heading).to_have_text("This link is turned off")


def test_without_scripts_a_guest_joins_too(link: str, meeting: Meeting, opening: Callable[..., Screen]) -> None:
    screen = opening(PHONE, java_script_enabled=False)
    enter(screen, link)
    assert join(screen.page).url.startswith(f"{meeting.address}#userInfo.displayName=")


def test_an_owner_adds_a_room_and_joins_it(tree: Tree, meeting: Meeting, opening: Callable[..., Screen]) -> None:
    screen = opening(DESKTOP)
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
