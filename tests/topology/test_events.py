"""Streams of events behind nginx, with two web processes (contract 3.46)."""

import urllib.parse
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select, update

from models.plumbing import database
from models.tables import GuestLink, Visit
from tests.topology.native import Topology
from tests.topology.sharing import Shared
from tests.vocabulary.event_streams import Page, load_pages, open_presence_streams
from tests.vocabulary.waiting import wait_until

PAGES = 40


def pages_of(shared: Shared, engine: Engine) -> list[Page]:
    with database.reading(engine) as db:
        link = db.get_one(GuestLink, int(shared.link_id))
    return load_pages(link, PAGES, now=datetime.now(UTC))


def port_of(address: str) -> int:
    return urllib.parse.urlsplit(address).port or 0


def test_exactly_the_visits_that_are_over_are_told_at_once(site: Topology, shared: Shared, engine: Engine) -> None:
    pages = pages_of(shared, engine)
    ended = [page.key for page in pages[::2]]
    with open_presence_streams(port_of(site.address), pages) as streams:
        assert len(streams.begun) == PAGES
        with database.writing(engine) as db:
            db.execute(update(Visit).where(Visit.key.in_(ended)).values(ended_at=datetime.now(UTC)))
        wait_until("they are told", lambda: len(streams.ended) >= len(ended))
        wait_until("their streams have ended", lambda: len(streams.closed) >= len(ended))
        assert streams.ended == sorted(streams.closed) == list(range(0, PAGES, 2))
    wait_until("nginx has logged them", lambda: "/g/*/v/*/events" in site.log("nginx"))
    assert not any(page.token in site.log(part) for part in ("nginx", "web-1", "web-2") for page in pages)


def test_a_web_process_that_is_killed_ends_no_visit(site: Topology, shared: Shared, engine: Engine) -> None:
    pages = pages_of(shared, engine)
    nginx = port_of(site.address)
    with open_presence_streams(nginx, pages) as streams:
        site.kill("web-1")
        wait_until("its streams have been cut", lambda: streams.closed)
        cut = [pages[number] for number in streams.closed]
        assert len(cut) < PAGES, "the other process holds the rest"
        with open_presence_streams(nginx, cut) as again:
            assert len(again.begun) == len(cut)
        assert not streams.ended
    with database.reading(engine) as db:
        over = select(func.count()).where(Visit.key.in_([page.key for page in pages]), Visit.ended_at.is_not(None))
        assert db.scalar(over) == 0
