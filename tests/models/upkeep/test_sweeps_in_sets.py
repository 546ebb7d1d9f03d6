"""A sweep sends the same few statements, however many rows are due (contract 5.13)."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.guests import erasing
from models.people import user_sessions
from models.plumbing import database
from models.plumbing.folding import fold_lines
from models.site import audit
from models.tables import GuestEntry, GuestGroup, GuestLink, Workflow
from models.tables.one_time_address import OneTimeAddress, Purpose
from models.tables.workflow import Event
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.vocabulary import acts, plans
from tests.vocabulary.event_streams import load_pages
from tests.vocabulary.maker import NOW, Maker

FEW, MANY = 3, 30
# What is made here is due then.
LATER = NOW + timedelta(days=1000)
EMAIL = "dana@example.com"
Make = Callable[[Maker, int], object]


def links(maker: Maker, count: int, *, clicks: int | None = None, days: int | None = 1) -> list[GuestLink]:
    """Three for each item: it cannot have more."""
    owner = maker.user()
    items = [maker.media(owner) for _ in range(count // 3)]
    return [maker.link(media_id, clicks=clicks, days=days) for media_id in items for _ in range(3)]


def used_up_links(maker: Maker, count: int) -> None:
    for link in links(maker, count, clicks=1):
        maker.enter(link)


def links_without_group(maker: Maker, count: int) -> None:
    links(maker, count, days=None)
    acts.write(maker, lambda db: db.execute(delete(GuestGroup)))


def guests(maker: Maker, count: int) -> None:
    """Each has an entry, a session and a visit."""
    load_pages(maker.link(), count, now=NOW)
    named = {"name": "Dana", "email": EMAIL, "folded": fold_lines("Dana", EMAIL)}
    acts.write(maker, lambda db: db.execute(update(GuestEntry).values(named)))


def workflows(maker: Maker, count: int, event: Event = Event.LINK_DELETED) -> None:
    of_item = {"media_id": maker.media(), "epoch": 1}
    with database.writing(maker.bind) as db:
        db.add_all([Workflow.for_event(event, **of_item, now=NOW) for _ in range(count)])


def recordings(maker: Maker, count: int) -> None:
    workflows(maker, count, Event.RECORDING_ADDED)


def missing_files(maker: Maker, count: int) -> None:
    links(maker, 3 * count)
    for file in settings().media_folder.glob("*.mp4"):
        file.unlink()


def sign_ins(maker: Maker, count: int) -> None:
    user = maker.user()
    for _ in range(count):
        acts.do(maker, user_sessions.begin_session, user.id, browser="")


def one_time_addresses(maker: Maker, count: int) -> None:
    of_user = {"kind": Purpose.RESET, "user_id": maker.user().id, "made_at": NOW}
    with database.writing(maker.bind) as db:
        db.add_all([OneTimeAddress(secret_hash=uuid.uuid4().hex, **of_user) for _ in range(count)])


def audit_entries(maker: Maker, count: int) -> None:
    for _ in range(count):
        acts.write(maker, audit.note, "role_set", user_id=None, now=NOW)


DUE: dict[str, Make] = {
    "expire_links": links,
    "deactivate_links": used_up_links,
    "end_silent_visits": guests,
    "dispatch_workflows": workflows,
    "dispatch_preparing": recordings,
    "notice_missing_files": missing_files,
    "make_missing_groups": links_without_group,
    "erase_guests": guests,
    "remove_lapsed_sessions": guests,
    "end_user_sessions": sign_ins,
    "erase_one_time_addresses": one_time_addresses,
    "remove_old_audit_entries": audit_entries,
}
# Their work is on the disk: they ask once which of the files and folders that they found belong to a row.
OF_FILES = {"forget_doubtful_files", "erase_idle_work", "remove_expired_uploads"}


def sent(maker: Maker, act: Callable[[Session], int], count: int) -> list[str]:
    """What it sends to do so many rows. They are left as they were."""
    done: list[int] = []
    statements = plans.statements(maker.bind, lambda db: done.append(act(db)))
    assert done == [count]
    return [sql for sql, _ in statements]


def test_every_sweep_is_counted_here() -> None:
    assert set(DUE) | OF_FILES == set(MAINTENANCE_TASKS)


@pytest.mark.parametrize("name", DUE)
def test_a_sweep_sends_as_many_statements_for_many_rows_as_for_few(maker: Maker, name: str) -> None:
    def sweep(db: Session) -> int:
        return len(acts.sweep_in(db, name, now=LATER, limit=100).ids)

    DUE[name](maker, FEW)
    few = sent(maker, sweep, FEW)
    DUE[name](maker, MANY - FEW)
    assert sent(maker, sweep, MANY) == few


def test_an_address_is_erased_with_as_many_statements_from_many_entries_as_from_few(maker: Maker) -> None:
    def erase(db: Session) -> int:
        return erasing.erase_address(db, EMAIL, now=LATER)

    guests(maker, FEW)
    few = sent(maker, erase, FEW)
    guests(maker, MANY - FEW)
    assert sent(maker, erase, MANY) == few
    assert len(few) == 3
