"""Hundreds of slow readers of a film and slow writers of forms, through nginx, beside people at work."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import select, update

from models.plumbing import database
from models.tables import MediaFile
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Ground
from tests.topology.sharing import video_path
from tests.vocabulary.replies import ask
from tests.vocabulary.visitor import Visitor

FILM_BYTES = 40 * 1024**2
DRIP_SECONDS = 1.0


def slow_clients(ground: Ground, scale: float) -> Finding:
    count = max(50, round(500 * scale))
    finding = Finding(f"{count} slow readers and {count} slow writers through nginx")
    maker = ground.maker()
    link = maker.link(now=datetime.now(UTC))
    lengthen(ground, link.media_id)
    guest = Visitor(f"{ground.site.address}/g/{maker.token(link)}")
    path, named = video_path(guest.enter()), guest.cookie_header()
    host = f"Host: 127.0.0.1:{ground.site.nginx.port}\r\n"
    reads = f"GET {path} HTTP/1.1\r\n{host}Cookie: {named}\r\n\r\n"
    target = urlsplit(guest.link).path
    writes = f"POST {target} HTTP/1.1\r\n{host}Content-Type: application/x-www-form-urlencoded\r\n"
    writes += "Content-Length: 5000\r\n\r\n"
    with (
        ground.people(finding),
        dripping(ground.site.nginx.port, reads.encode(), count) as readers,
        dripping(ground.site.nginx.port, writes.encode(), count) as writers,
    ):
        delays = [delay(ground) for _ in range(20)]
        finding.struck = len(readers) + len(writers)
        finding.expect("readers at it", sum(map(alive, readers)), count)
        finding.expect("writers at it", sum(map(alive, writers)), count)
        finding.noted["page meanwhile, median"] = f"{1000 * statistics.median(delays):.0f} ms"
        finding.noted["worst"] = f"{1000 * max(delays):.0f} ms"
    return finding


def lengthen(ground: Ground, media_id: int) -> None:
    """A film longer than what the system holds for its readers."""
    with database.writing(ground.engine) as db:
        name = db.scalars(select(MediaFile.stored_name).where(MediaFile.media_id == media_id)).first()
        db.execute(update(MediaFile).where(MediaFile.media_id == media_id).values(size=FILM_BYTES))
    with (ground.site.data / "media" / str(name)).open("ab") as file:
        file.truncate(FILM_BYTES)


def delay(ground: Ground) -> float:
    began = time.monotonic()
    assert ask(ground.site.nginx.port, "/login").status == 200
    time.sleep(0.3)
    return time.monotonic() - began - 0.3


def alive(connection: socket.socket) -> bool:
    try:
        return connection.send(b"x") == 1
    except OSError:
        return False


@contextmanager
def dripping(port: int, request: bytes, count: int) -> Iterator[list[socket.socket]]:
    """So many connections that have asked; each reads a little, or sends a byte, now and then."""
    over = threading.Event()
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", port))
            connection.sendall(request)
            connection.setblocking(False)
            opened.append(connection)

        def drip() -> None:
            while not over.wait(DRIP_SECONDS):
                for connection in opened:
                    try:
                        connection.send(b"x") if request.startswith(b"POST") else connection.recv(512)
                    except OSError:
                        continue

        dripper = threading.Thread(target=drip, daemon=True)
        dripper.start()
        yield opened
        over.set()
        dripper.join()
