"""How long a page takes while there are 32 slow clients, for three kinds of them."""

import http.client
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.proofs.slow_connections import request_head, slow_connections
from tests.vocabulary.pages import visit_url
from tests.vocabulary.tree import Tree
from tests.vocabulary.visitor import Visitor

CLIENTS = 32
MEASURED_SECONDS = 10.0
PAUSE_SECONDS = 0.5


def worst_delay(tree: Tree, path: str) -> float:
    """Load the page again and again. Returns the longest time in seconds."""
    worst, end = 0.0, time.monotonic() + MEASURED_SECONDS
    while time.monotonic() < end:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", tree.port, timeout=60)
        connection.request("GET", path)
        assert connection.getresponse().read()
        connection.close()
        worst = max(worst, time.monotonic() - began)
        time.sleep(0.05)
    return worst


def slow_requests(tree: Tree, link: str) -> dict[str, tuple[list[bytes], bytes]]:
    """Heads and body of the requests of each kind of slow client."""
    guest, owner = Visitor(link), Visitor(tree.address)
    guest.enter()
    # Two films for each visit, since a visit gets no more at once (contract 6.50).
    films = [f"{visit_url(guest.load().text)}/video" for _ in range(CLIENTS // 2)] * 2
    assert "My media" in owner.sign_in(tree.email, tree.password).text
    host, path = urlsplit(tree.address).netloc, urlsplit(link).path
    form = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 1000")
    upload = ("Content-Type: multipart/form-data; boundary=xxx", "Content-Length: 99999999")
    part = b'--xxx\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n' + bytes(1000)
    guest_cookies, owner_cookies = (f"Cookie: {visitor.cookie_header()}" for visitor in (guest, owner))
    return {
        "plain GETs of a film": ([request_head("GET", film, host, guest_cookies) for film in films], b""),
        "dripped forms": ([request_head("POST", path, host, *form)] * CLIENTS, b"name=" + b"a" * 900),
        "dripped uploads": ([request_head("POST", "/media/new", host, owner_cookies, *upload)] * CLIENTS, part),
    }


def delays(tree: Tree, link: str) -> Iterator[tuple[str, float]]:
    """The worst delay of a page without slow clients, and then beside each kind of them."""
    page = urlsplit(tree.guest_link).path
    assert tree.port is not None
    yield "no slow clients", worst_delay(tree, page)
    for name, (heads, body) in slow_requests(tree, link).items():
        with slow_connections(tree.port, heads, body=body, pause=PAUSE_SECONDS):
            time.sleep(1)
            yield f"{CLIENTS} {name}", worst_delay(tree, page)
