"""In the browser: a guest enters, clicks the one large button, and arrives in the meeting under the typed name."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.end_to_end.screen import Screen
from tests.end_to_end.tree import Tree

# As Jitsi Meet reads what is handed over.
MEETING = """<!doctype html><title>A meeting</title><link rel="icon" href="data:,"><h1></h1><script>
const pairs = location.hash.slice(1).split('&').map((pair) => pair.split('='));
const given = JSON.parse(decodeURIComponent(Object.fromEntries(pairs)['userInfo.displayName']));
document.querySelector('h1').textContent = `Welcome, ${given}`;
</script>"""


@pytest.fixture
def meeting() -> Iterator[tuple[str, list[str | None]]]:
    """A stand-in for Jitsi: its address, and the Referer of everybody who came."""
    referers: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            referers.append(self.headers["Referer"])
            body = MEETING.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Not on the tests' own output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/Room", referers
    server.shutdown()
    server.server_close()


def test_a_guest_joins_and_the_visit_goes_on_beside_the_meeting(
    tree: Tree, opening: Callable[..., Screen], meeting: tuple[str, list[str | None]]
) -> None:
    address, referers = meeting
    added = tree.command("media", "add-room", "--owner", tree.email, "--title", "Stand-up", "--join", address)
    room = str(added["id"])
    tree.command("access", "on", room)
    link = tree.command("link", "create", room, "--name", "For Dana")
    page = opening().page
    page.goto(link["url"])
    page.get_by_label("Your name").fill('דנה "D" & #1')
    page.get_by_label("Your email").fill("dana@example.com")
    page.get_by_role("button", name="Continue to the room").click()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Join the room").click()
    there = popup.value
    there.get_by_role("heading", name='Welcome, דנה "D" & #1').wait_for()
    assert there.evaluate("window.opener") is None
    assert referers == [None], "a guest's address is a secret"
    assert tree.command("link", "show", str(link["id"]))["connected"] == 1
    # The heartbeat works without a player, and so does leaving.
    with page.expect_response(lambda answer: answer.url.endswith("/alive")) as beat:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert beat.value.status == 204
    page.get_by_role("button", name="Leave").click()
    page.get_by_role("heading").first.wait_for()
    assert tree.command("link", "show", str(link["id"]))["connected"] == 0
