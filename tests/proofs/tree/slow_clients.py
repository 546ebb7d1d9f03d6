"""Slow clients of three kinds, each 32 at once, and how long another page takes meanwhile."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from urllib.parse import urlsplit

from tests.vocabulary.pages import visit_url
from tests.vocabulary.tree import Tree
from tests.vocabulary.visitor import Visitor

HOW_MANY = 32
SECONDS = 10.0
DRIP_SECONDS = 0.5


def head(method: str, path: str, tree: Tree, cookies: str, *more: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(tree.address).netloc}", f"Cookie: {cookies}", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextmanager
def slow(tree: Tree, request: bytes, body: bytes) -> Iterator[None]:
    """Connections that send `body` byte by byte, or read as slowly when there is none to send."""
    stop = Event()

    def drip(connection: socket.socket) -> None:
        at = 0
        while not stop.wait(DRIP_SECONDS):
            try:
                if body:
                    connection.sendall(body[at : at + 1])
                    at += 1
                else:
                    connection.recv(1024)
            except OSError:
                return

    with ExitStack() as stack:
        threads = []
        for _ in range(HOW_MANY):
            connection = stack.enter_context(socket.socket())
            # A small window: what the system buffers must not make a slow reader look like a quick one.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", tree.port))
            connection.sendall(request)
            threads.append(Thread(target=drip, args=(connection,), daemon=True))
            threads[-1].start()
        yield
        stop.set()
        for thread in threads:
            thread.join()


def worst_delay(tree: Tree, path: str) -> float:
    """Of one page asked for again and again, in seconds."""
    worst, end = 0.0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", tree.port, timeout=60)
        connection.request("GET", path)
        assert connection.getresponse().read()
        connection.close()
        worst = max(worst, time.monotonic() - begun)
        time.sleep(0.05)
    return worst


def kinds(tree: Tree, link: str) -> dict[str, tuple[bytes, bytes]]:
    """The request and the body of each kind."""
    guest, owner = Visitor(link), Visitor(f"{tree.address}/login")
    visit = visit_url(guest.enter().text)
    assert "My media" in owner.sign_in(tree.email, tree.password).text
    typed, path = "Content-Type: application/x-www-form-urlencoded", urlsplit(link).path
    upload = "Content-Type: multipart/form-data; boundary=xxx"
    part = b'--xxx\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n' + bytes(1000)
    return {
        "plain GETs of a film": (head("GET", f"{visit}/video", tree, guest.cookie_header()), b""),
        "dripped forms": (head("POST", path, tree, "", typed, "Content-Length: 1000"), b"name=" + b"a" * 900),
        "dripped uploads": (
            head("POST", "/media/new", tree, owner.cookie_header(), upload, "Content-Length: 99999999"),
            part,
        ),
    }


def delays(tree: Tree, link: str) -> Iterator[tuple[str, float]]:
    """The worst delay of a page with nobody slow beside it, then beside each kind."""
    page = urlsplit(tree.guest_link).path
    yield "nobody slow", worst_delay(tree, page)
    for name, (request, body) in kinds(tree, link).items():
        with slow(tree, request, body):
            time.sleep(1)
            yield f"{HOW_MANY} {name}", worst_delay(tree, page)
