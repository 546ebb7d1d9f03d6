"""Recording expired and used-up links: once for each, also with two sweepers (contract 5.1, 5.2, 5.14)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.links.expiring import deactivate_links, expire_links
from models.plumbing import database, request_ids
from models.plumbing.sweeping import Swept
from models.site.locks import lock_media
from models.tables import GuestLink, Workflow, WorkflowStep
from models.tables.workflow import Event
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

Sweep = Callable[..., Swept]
EXPIRY = NOW + timedelta(days=1)


def expire(maker: Maker, *, now: datetime = EXPIRY, limit: int = 100) -> Swept:
    swept: Swept = acts.do(maker, expire_links, now=now, limit=limit)
    return swept


def deactivate(maker: Maker, *, limit: int = 100) -> Swept:
    swept: Swept = acts.do(maker, deactivate_links, limit=limit)
    return swept


def events(maker: Maker) -> list[tuple[str, int | None]]:
    return [(workflow.event, workflow.link_id) for workflow in acts.workflows(maker)]


def recorded(maker: Maker, link: GuestLink) -> tuple[datetime | None, datetime | None]:
    with database.reading(maker.bind) as db:
        found = db.get_one(GuestLink, link.id)
        return found.expiry_recorded_at, found.limit_recorded_at


@pytest.mark.parametrize(("seconds", "due"), [(-1, False), (0, True), (1, True)])
def test_a_link_is_recorded_as_expired_from_the_instant_on(maker: Maker, seconds: int, due: bool) -> None:
    media_id = maker.media()
    link, later, _forever = maker.link(media_id, days=1), maker.link(media_id, days=2), maker.link(media_id)
    now = EXPIRY + timedelta(seconds=seconds)
    assert expire(maker, now=now).ids == ([link.id] if due else [])
    assert recorded(maker, link) == (now if due else None, None)
    assert recorded(maker, later) == (None, None)
    assert events(maker) == ([("link_expired", link.id)] if due else [])


def test_an_expiry_is_recorded_once(maker: Maker) -> None:
    link = maker.link(days=1)
    assert expire(maker).ids == [link.id]
    assert expire(maker, now=EXPIRY + timedelta(days=1)).ids == []
    assert recorded(maker, link)[0] == EXPIRY
    assert events(maker) == [("link_expired", link.id)]


def test_a_deleted_link_neither_expires_nor_reaches_its_limit(maker: Maker) -> None:
    link = maker.link(days=1, clicks=1)
    maker.enter(link)
    acts.delete_link(maker, link)
    assert expire(maker).ids == deactivate(maker).ids == []
    assert events(maker) == [("link_deleted", link.id)]


def test_a_link_that_is_off_expires_too(maker: Maker) -> None:
    link = maker.link(days=1)
    acts.turn_off(maker, link)
    assert expire(maker).ids == [link.id]


def test_a_run_does_at_most_so_many_rows_and_reports_how_many_are_left(maker: Maker) -> None:
    media_id, other = maker.media(), maker.media()
    # They are recorded in the order in which they ended.
    items = {5: media_id, 4: media_id, 3: other, 2: other, 1: other}
    ids = [maker.link(item, days=1, now=NOW - timedelta(minutes=age)).id for age, item in items.items()]
    assert expire(maker, limit=2) == Swept(ids[:2], 3)
    assert expire(maker, limit=2) == Swept(ids[2:4], 1)
    assert expire(maker, limit=2) == Swept(ids[4:], 0)
    assert expire(maker, limit=2) == Swept([], 0)
    assert [link_id for _, link_id in events(maker)] == ids


def test_a_link_is_recorded_as_used_up_by_its_last_click_and_once(maker: Maker) -> None:
    media_id = maker.media()
    link, unlimited = maker.link(media_id, clicks=2), maker.link(media_id)
    maker.enter(unlimited)
    maker.enter(link)
    assert deactivate(maker).ids == []
    maker.enter(link)
    assert deactivate(maker) == Swept([link.id], 0)
    assert deactivate(maker).ids == []
    assert recorded(maker, link) == (None, NOW)
    assert recorded(maker, unlimited) == (None, None)
    assert events(maker) == [("limit_reached", link.id)]


def test_a_run_records_at_most_so_many_used_up_links(maker: Maker) -> None:
    media_id = maker.media()
    links = [maker.link(media_id, clicks=1) for _ in range(3)]
    for link in links:
        maker.enter(link)
    assert deactivate(maker, limit=2) == Swept([links[0].id, links[1].id], 1)
    assert deactivate(maker, limit=2) == Swept([links[2].id], 0)


def test_what_a_sweep_recorded_does_not_decide_the_status(maker: Maker) -> None:
    """The status is computed when it is read (contract 2.32): without any sweep, and even after a wrong one."""
    link = maker.link(days=1)
    assert acts.status(maker, link, now=EXPIRY) == "expired"
    with database.writing(maker.bind) as db:
        db.get_one(GuestLink, link.id).expiry_recorded_at = NOW
    assert acts.status(maker, link, now=EXPIRY - timedelta(seconds=1)) == "active"


@pytest.mark.parametrize(
    ("sweep", "event"), [(expire_links, Event.LINK_EXPIRED), (deactivate_links, Event.LIMIT_REACHED)]
)
def test_a_sweep_starts_the_workflow_that_an_event_starts(maker: Maker, sweep: Sweep, event: Event) -> None:
    link = maker.link(days=1, clicks=1)
    maker.enter(link)
    request_ids.continue_under("of-this-run")
    acts.do(maker, sweep, now=EXPIRY, limit=10)
    about = {"media_id": link.media_id, "link_id": link.id, "epoch": link.access_epoch}
    with database.writing(maker.bind) as db:
        db.add(Workflow.for_event(event, **about, now=EXPIRY))
    swept, added = acts.workflows(maker)
    assert values(swept) == values(added)
    assert [values(step) for step in swept.steps] == [values(step) for step in added.steps]
    assert values(swept)["request_id"] == "of-this-run"
    assert swept.steps


def values(row: Workflow | WorkflowStep) -> dict[str, object]:
    """Of all columns but those that tell the two apart."""
    columns = set(row.__table__.columns.keys()) - {"id", "workflow_id"}
    return {name: getattr(row, name) for name in columns}


@pytest.mark.parametrize("sweep", [expire_links, deactivate_links])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_sweepers_never_take_the_same_row_and_never_wait(maker: Maker, sweep: Sweep) -> None:
    media_id = maker.media()
    links = [maker.link(media_id, days=1, clicks=1) for _ in range(3)]
    for link in links:
        maker.enter(link)
    ids = [link.id for link in links]
    with database.writing(maker.bind) as one, database.writing(maker.bind) as two:
        first = sweep(one, now=EXPIRY, limit=2).ids
        second = sweep(two, now=EXPIRY, limit=10).ids
    assert (first, second) == (ids[:2], ids[2:])
    assert sorted(link_id or 0 for _, link_id in events(maker)) == ids
    with database.reading(maker.bind) as db:
        due = select(GuestLink.id).where(GuestLink.expiry_due(EXPIRY) & GuestLink.limit_due())
        assert db.scalars(due).all() == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("sweep", [expire_links, deactivate_links])
def test_recording_does_not_wait_for_a_lock_on_the_item(maker: Maker, sweep: Sweep) -> None:
    """The owner has locked the item and may wait for the link, which the sweep has locked. If the sweep then waited for
    the item, neither could go on."""
    link = maker.link(clicks=1, days=1)
    maker.enter(link)
    with database.writing(maker.bind) as owner:
        lock_media(owner, link.media_id)
        assert acts.do(maker, sweep, now=NOW + timedelta(days=1), limit=10).ids == [link.id]
