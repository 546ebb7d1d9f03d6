"""Hundreds of slow readers of a film, and slow writers of forms, through nginx."""

import socket
import statistics
import time
from datetime import UTC, datetime
from math import ceil
from urllib.parse import urlsplit

from sqlalchemy import select, update

from models.plumbing import database
from models.tables import MediaFile
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Rig
from tests.proofs.slow_connections import request_head, slow_connections
from tests.topology.sharing import video_path
from tests.vocabulary.replies import ask
from tests.vocabulary.visitor import Visitor

FILM_BYTES = 40 * 1024**2
FILMS_OF_A_GUEST = 100
PAUSE_SECONDS = 1.0
FORM_HEADERS = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 5000")


def add_slow_clients(rig: Rig, scale: float) -> Finding:
    number = max(50, round(500 * scale))
    finding = Finding(f"{number} slow readers and {number} slow writers through nginx")
    maker, port = rig.maker(), rig.site.nginx.port
    link = maker.link(now=datetime.now(UTC))
    lengthen_film(rig, link.media_id)
    host, address = f"127.0.0.1:{port}", f"{rig.site.address}/g/{maker.token(link)}"
    reading = [head for _ in range(ceil(number / FILMS_OF_A_GUEST)) for head in films_of_a_guest(address, host)]
    writing = request_head("POST", urlsplit(address).path, host, *FORM_HEADERS)
    with (
        rig.people(finding),
        slow_connections(port, reading[:number], pause=PAUSE_SECONDS) as readers,
        slow_connections(port, [writing] * number, body=b"x" * 5000, pause=PAUSE_SECONDS) as writers,
    ):
        delays = [delay(rig) for _ in range(20)]
        finding.times = len(readers) + len(writers)
        finding.expect("readers still connected", sum(map(is_open, readers)), number)
        finding.expect("writers still connected", sum(map(is_open, writers)), number)
        finding.details["page meanwhile, median"] = f"{1000 * statistics.median(delays):.0f} ms"
        finding.details["worst"] = f"{1000 * max(delays):.0f} ms"
    return finding


def films_of_a_guest(link: str, host: str) -> list[bytes]:
    """Two requests for each visit, since a visit gets no more whole films at once (contract 6.50). A guest may load the
    page 60 times in a minute."""
    guest = Visitor(link)
    guest.enter()
    visits = [video_path(guest.load()) for _ in range(FILMS_OF_A_GUEST // 2)]
    return [request_head("GET", path, host, f"Cookie: {guest.cookie_header()}") for path in visits * 2]


def lengthen_film(rig: Rig, media_id: int) -> None:
    """Longer than the system's buffers for a connection, otherwise it would be sent to slow readers at once."""
    with database.writing(rig.engine) as db:
        name = db.scalars(select(MediaFile.stored_name).where(MediaFile.media_id == media_id)).first()
        db.execute(update(MediaFile).where(MediaFile.media_id == media_id).values(size=FILM_BYTES))
    with (rig.site.data / "media" / str(name)).open("ab") as file:
        file.truncate(FILM_BYTES)


def delay(rig: Rig) -> float:
    """The seconds that a page takes."""
    began = time.monotonic()
    assert ask(rig.site.nginx.port, "/login").status == 200
    seconds = time.monotonic() - began
    time.sleep(0.3)
    return seconds


def is_open(connection: socket.socket) -> bool:
    try:
        return connection.send(b"x") == 1
    except OSError:
        return False
