"""The database in a backup is whole, and as it was at one instant (contract 11.20)."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.errors import CannotBackUp
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestSession
from tests.conftest import forget
from tests.models.backups.backing_up import (
    back_up,
    restore,
)
from tests.models.backups.conftest import Places
from tests.vocabulary.maker import Maker


@contextmanager
def guests_enter(maker: Maker) -> Iterator[None]:
    """Four guests at a time enter through one link."""
    link, ended = maker.link(), threading.Event()

    def enter() -> None:
        while not ended.is_set():
            maker.enter(link)

    entering = [threading.Thread(target=enter) for _ in range(4)]
    for thread in entering:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in entering:
            thread.join()


def test_it_is_one_instant_while_guests_enter(maker: Maker, target: Path, places: Places) -> None:
    def entered() -> int:
        with database.reading(maker.bind) as db:
            return db.scalar(select(func.count(GuestEntry.id))) or 0

    with guests_enter(maker):
        while entered() < 20:
            time.sleep(0.01)
        before = entered()
        back_up(maker, target)
        after_it = entered()
        while entered() < after_it + 20:
            time.sleep(0.01)
    places.move()
    _, restored = restore(target, with_access=True)
    with database.reading(restored.bind) as db:
        entries, sessions = (db.scalar(select(func.count(table.id))) for table in (GuestEntry, GuestSession))
        clicks = db.scalar(select(GuestLink.clicks))
        ordinals = list(db.scalars(select(GuestEntry.ordinal).order_by(GuestEntry.ordinal)))
    assert entries == sessions == clicks
    assert before <= len(ordinals) <= after_it
    assert ordinals == list(range(1, len(ordinals) + 1))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_pg_dump_it_says_what_to_install(maker: Maker, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotBackUp, match="pg_dump is not installed"):
        back_up(maker, target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_database_is_not_backed_up(maker: Maker, target: Path) -> None:
    for _ in range(50):
        maker.link()
    file = Path(maker.bind.url.database or "")
    maker.bind.dispose()
    content = bytearray(file.read_bytes())
    content[-20_000:] = os.urandom(20_000)
    file.write_bytes(content)
    forget()
    with pytest.raises(CannotBackUp, match="The database"):
        back_up(Maker(database.engine()), target)
    assert list(target.parent.iterdir()) == []
