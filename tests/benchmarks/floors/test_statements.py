"""A floor is honest only if it has the effects of the product: the same rows, and the same refusals."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from models.guests.visiting import Guest
from models.links import ending
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestMembership, GuestSession, MediaItem, Module, Visit, Workflow
from models.upkeep import running
from tests.benchmarks.floors.databases import Database, opened
from tests.benchmarks.works.sweeping import by_floor
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker

NOW = datetime.now(UTC)


@pytest.fixture
def floor(bind: Engine) -> Database:
    url = bind.url
    if bind.dialect.name == "sqlite":
        return opened(str(url.database))
    return opened(url.set(drivername="postgresql").render_as_string(hide_password=False))


def rows_of_admission(maker: Maker, link_id: int) -> list[tuple[Any, ...]]:
    """All that an admission leaves, without what differs each time."""
    columns = (
        GuestLink.clicks,
        GuestEntry.ordinal,
        GuestEntry.click_limit,
        GuestEntry.name,
        GuestEntry.email,
        GuestEntry.folded,
        GuestSession.epoch,
        GuestSession.secret_hash == GuestEntry.form_hash,
        GuestMembership.link_id == GuestLink.id,
    )
    query = (
        select(*columns)
        .select_from(GuestLink)
        .join(GuestEntry, GuestEntry.link_id == GuestLink.id)
        .join(GuestSession, GuestSession.entry_id == GuestEntry.id)
        .join(GuestMembership, GuestMembership.session_id == GuestSession.id)
        .where(GuestLink.id == link_id)
        .order_by(GuestEntry.ordinal)
    )
    with database.reading(maker.bind) as db:
        return [tuple(row) for row in db.execute(query)]


def test_a_floor_admits_as_the_product_does(maker: Maker, floor: Database) -> None:
    ours, theirs = (maker.link(clicks=2, now=NOW) for _ in range(2))
    for number in range(2):
        maker.enter(ours, now=NOW)
        assert floor.admit(theirs.token_hash, f"form{number}", "Dana", "dana@example.com")
    assert not floor.admit(theirs.token_hash, "form2", "Dana", "dana@example.com")
    rows = rows_of_admission(maker, theirs.id)
    assert len(rows) == 2
    assert rows == rows_of_admission(maker, ours.id)


def test_guests_of_a_floor_may_load_the_page_of_the_product(maker: Maker, floor: Database) -> None:
    link = maker.link(now=NOW)
    floor.admit(link.token_hash, "form", "Dana", "dana@example.com")
    assert acts.load(maker, Guest(link.token_hash, "form"), now=datetime.now(UTC))


def test_a_floor_starts_a_visit_that_plays(maker: Maker, floor: Database) -> None:
    link = maker.link(now=NOW)
    guest = maker.enter(link, now=NOW)
    # An *End now* of long ago: the visit must be one of the link as it is now.
    _set(maker, update(GuestLink).values(play_epoch=3))
    assert floor.load(link.token_hash, guest.session_hash, "a" * 32)
    assert acts.plays(maker, guest, "a" * 32, now=datetime.now(UTC))
    with database.reading(maker.bind) as db:
        assert len(list(db.scalars(select(Visit.id)))) == 1


def expire(maker: Maker, link: GuestLink) -> None:
    _set(maker, update(GuestLink).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))


def end_now(maker: Maker, link: GuestLink) -> None:
    acts.do(maker, ending.end_link, link.id, now=datetime.now(UTC))


def wait_for_start(maker: Maker, link: GuestLink) -> None:
    _set(maker, update(GuestLink).values(starts_at=datetime.now(UTC) + timedelta(minutes=1)))


def lose_recording(maker: Maker, link: GuestLink) -> None:
    _set(maker, update(GuestLink).values(media_available=False))
    _set(maker, update(MediaItem).values(missing_since=NOW))


def stop_owner(maker: Maker, link: GuestLink) -> None:
    _set(maker, update(GuestLink).values(owner_stopped=True))


def switch_modules_off(maker: Maker, link: GuestLink) -> None:
    _set(maker, update(Module).values(enabled=False))


def _set(maker: Maker, statement: Any) -> None:
    with database.writing(maker.bind) as db:
        db.execute(statement)


ENDS = [
    acts.turn_off,
    acts.delete_link,
    expire,
    end_now,
    wait_for_start,
    lose_recording,
    stop_owner,
    switch_modules_off,
]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_a_floor_refuses_what_the_product_refuses(maker: Maker, floor: Database, end: Any) -> None:
    link = maker.link(now=NOW)
    guest = maker.enter(link, now=NOW)
    assert (floor.page(link.token_hash) or [""])[0] == acts.status(maker, link, now=NOW) == "active"
    end(maker, link)
    assert (floor.page(link.token_hash) or [""])[0] == acts.status(maker, link, now=datetime.now(UTC)) != "active"
    assert not floor.admit(link.token_hash, "form", "Dana", "dana@example.com")
    assert floor.load(link.token_hash, guest.session_hash, "a" * 32) is None


def test_a_full_link_keeps_its_guests_with_both(maker: Maker, floor: Database) -> None:
    link = maker.link(clicks=1, now=NOW)
    guest = maker.enter(link, now=NOW)
    assert (floor.page(link.token_hash) or [""])[0] == acts.status(maker, link, now=NOW) == "limit_reached"
    assert floor.load(link.token_hash, guest.session_hash, "a" * 32)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_statement_records_what_the_sweep_records(maker: Maker) -> None:
    due, not_due = maker.link(days=1, now=NOW - timedelta(days=2)), maker.link(days=1, now=NOW)
    by_floor(maker.bind)
    found = workflows_of(maker)
    assert [row[0] for row in found] == [due.id] * 3
    with database.writing(maker.bind) as db:
        db.execute(text("DELETE FROM workflow_step"))
        db.execute(text("DELETE FROM workflow"))
        db.execute(update(GuestLink).values(expiry_recorded_at=None))
    running.run_task("expire_links", now=datetime.now(UTC), bind=maker.bind)
    assert workflows_of(maker) == found
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, not_due.id).expiry_recorded_at is None


def workflows_of(maker: Maker) -> list[tuple[Any, ...]]:
    with database.reading(maker.bind) as db:
        found = db.scalars(select(Workflow).order_by(Workflow.link_id)).all()
        return [
            (flow.link_id, flow.event, flow.epoch, flow.state, step.position, step.name, step.state, step.tries)
            for flow in found
            for step in flow.steps
        ]
