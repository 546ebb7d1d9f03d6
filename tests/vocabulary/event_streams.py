"""Many pages that are connected, without browsers: their rows in the database, and one cheap client for all."""

import selectors
import socket
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from models.guests.visiting import Guest
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestSession, Visit
from tests.vocabulary.maker import Maker
from tests.vocabulary.waiting import wait_until
from web.guest.cookies import guest_with

HOST = "127.0.0.1"
# So many wait for their first event at the same time.
CONNECTING = 64


@dataclass(frozen=True)
class Page:
    """A media page that a guest has loaded."""

    token: str
    secret: str
    key: str

    @property
    def guest(self) -> Guest:
        return guest_with(self.token, self.secret)

    @property
    def visit(self) -> str:
        """The address of its visit."""
        return f"/g/{self.token}/v/{self.key}"

    @property
    def path(self) -> str:
        return f"{self.visit}/events"

    @property
    def cookie(self) -> str:
        return f"guestlink_guest={self.secret}"


def load_pages(link: GuestLink, count: int, *, now: datetime, bind: Engine | None = None) -> list[Page]:
    """A page for each of so many new guests of this link, in a few statements. They have the play right; they are in no
    group, so they could not load the page again."""
    token = Maker.token(link)
    pages = [Page(token, uuid.uuid4().hex, uuid.uuid4().hex) for _ in range(count)]
    with database.writing(bind) as db:
        entries = _add_entries(db, link, count, now)
        sessions = [
            {
                "link_id": link.id,
                "entry_id": entry,
                "secret_hash": page.guest.session_hash,
                "epoch": link.access_epoch,
                "last_load_at": now,
            }
            for entry, page in zip(entries, pages, strict=True)
        ]
        added = insert(GuestSession).returning(GuestSession.id, sort_by_parameter_order=True)
        loaded = {"media_id": link.media_id, "play_epoch": link.play_epoch, "started_at": now, "last_seen_at": now}
        visits = [
            {"key": page.key, "session_id": session, **loaded}
            for session, page in zip(db.scalars(added, sessions).all(), pages, strict=True)
        ]
        db.execute(insert(Visit), visits)
    return pages


def _add_entries(db: Session, link: GuestLink, count: int, now: datetime) -> Sequence[int]:
    """Their ids, in order."""
    last = db.scalar(select(func.max(GuestEntry.ordinal)).where(GuestEntry.link_id == link.id)) or 0
    rows = [
        {"link_id": link.id, "ordinal": last + number, "entered_at": now, "form_hash": uuid.uuid4().hex}
        for number in range(1, count + 1)
    ]
    return db.scalars(insert(GuestEntry).returning(GuestEntry.id, sort_by_parameter_order=True), rows).all()


class OpenStreams:
    """What has come on each stream, in the order of the pages."""

    def __init__(self, count: int) -> None:
        self.received = [b""] * count
        self.begun: set[int] = set()
        self.closed: set[int] = set()

    @property
    def ended(self) -> list[int]:
        """Which were told that their visit is over."""
        return [number for number, received in enumerate(self.received) if b'"ended":true' in received]

    def take(self, number: int, connection: socket.socket) -> bool:
        """Reads what has come on this stream. Returns whether it is still open."""
        try:
            piece = connection.recv(65536)
        except OSError:
            piece = b""
        self.received[number] += piece
        if b"data: " in self.received[number]:
            self.begun.add(number)
        if not piece:
            self.closed.add(number)
        return bool(piece)


@contextmanager
def open_presence_streams(port: int, pages: Sequence[Page]) -> Iterator[OpenStreams]:
    """A stream of events for each page. They have all begun, or were refused, and are read until the block ends."""
    streams, has_ended = OpenStreams(len(pages)), threading.Event()
    selector = selectors.DefaultSelector()
    reader = threading.Thread(target=_read, args=(selector, streams, has_ended), daemon=True)
    reader.start()
    try:
        for number, page in enumerate(pages):
            while number - _settled(streams) >= CONNECTING:
                time.sleep(0.002)
            selector.register(_ask(port, page), selectors.EVENT_READ, number)
        wait_until("all have begun", lambda: _settled(streams) == len(pages))
        yield streams
    finally:
        has_ended.set()
        reader.join()
        for key in list(selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        selector.close()


def _settled(streams: OpenStreams) -> int:
    return len(streams.begun | streams.closed)


def _ask(port: int, page: Page) -> socket.socket:
    connection = socket.create_connection((HOST, port), timeout=30)
    lines = f"GET {page.path} HTTP/1.1", f"Host: {HOST}:{port}", f"Cookie: {page.cookie}"
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    return connection


def _read(selector: selectors.BaseSelector, streams: OpenStreams, has_ended: threading.Event) -> None:
    while not has_ended.is_set():
        for key, _ in selector.select(timeout=0.1):
            connection = key.fileobj
            if not streams.take(key.data, connection):  # type: ignore[arg-type]
                selector.unregister(connection)
                connection.close()  # type: ignore[union-attr]
