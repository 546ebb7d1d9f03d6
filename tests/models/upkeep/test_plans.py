"""Sweeps and pages read what they answer, and not the site: by an index, in its order (contract 5.13)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.files import storage, work_folder
from models.guests import erasing, finding, guest_entries, guest_groups
from models.guests.finding import Asked, Order, Status
from models.guests.guest_entries import Whose
from models.guests.totals import totals
from models.links import listing as link_listing
from models.links import notices
from models.media import showing
from models.people import finding as people_finding
from models.plumbing import database, sweeping
from models.site import founding
from models.tables import MediaItem, User
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from models.workflows import overseeing
from tests.models.upkeep.conftest import SIZE
from tests.vocabulary import acts, plans, unfinished_uploads
from tests.vocabulary.maker import NOW, Maker

Act = Callable[[Session], object]
ENTRIES, CONNECTED = SIZE["entries"], SIZE["connected"]
# A page of 50, and one more to know that there is a next one, of each of the tables that it names.
PAGE = 51
BUSY, OTHER = 1, 500


def sweep(name: str, db: Session) -> object:
    return acts.sweep_in(db, name, now=NOW, limit=100)


SWEEPS = {
    "expire_links": "ix_guest_link_due_expiry",
    "deactivate_links": "ix_guest_link_due_limit",
    "end_silent_visits": "ix_visit_open",
    "dispatch_workflows": "ix_workflow_due",
    "dispatch_preparing": "ix_workflow_due",
    "erase_guests": "ix_guest_entry_due_erasure",
    "remove_lapsed_sessions": "ix_guest_session_last_load_at",
    "erase_one_time_addresses": "ix_one_time_address_made_at",
    "end_user_sessions": "ix_user_session_created_at",
    "remove_old_audit_entries": "ix_audit_entry_at",
}
# Two look through a table, a part in each run, and have tests of their own below. The others look through the disk, and
# ask for the rows of what they have found there.
WITHOUT_AN_INDEX_OF_WHAT_IS_DUE = {
    "notice_missing_files",
    "make_missing_groups",
    "forget_doubtful_files",
    "erase_idle_work",
    "remove_expired_uploads",
}


def user(db: Session, user_id: int) -> User:
    return db.get_one(User, user_id)


def views(media_id: int, db: Session) -> object:
    return showing.views_and_plays(db, db.get_one(MediaItem, media_id))


def found_guests(asked: Asked, db: Session) -> object:
    """Of the busiest link, which has a tenth of all entries."""
    return finding.guests(db, Whose(BUSY, 1), asked, page=1, now=NOW).rows


# Each with the most rows that it may read of one table.
PAGES: dict[str, tuple[Act, int]] = {
    "notices": (lambda db: notices.notices_of(db, user(db, 2)), 2 * PAGE),
    "the window of a quiet item": (lambda db: link_listing.links_of(db, OTHER, now=NOW), PAGE),
    "the window of the busy item": (lambda db: link_listing.links_of(db, BUSY, now=NOW), CONNECTED),
    "views of a quiet item": (partial(views, OTHER), PAGE),
    "views of the busy item": (partial(views, BUSY), CONNECTED),
    # As long as the table of visits has few pages, PostgreSQL reads it all for those of 50 guests.
    "who entered": (lambda db: guest_entries.entries_of(db, Whose(BUSY), page=1, now=NOW), CONNECTED),
    "who entered long ago": (lambda db: guest_entries.entries_of(db, Whose(BUSY), page=150, now=NOW), CONNECTED),
    "guests found by a word": (partial(found_guests, Asked("dan")), CONNECTED),
    "guests by what they watched": (partial(found_guests, Asked(order=Order.WATCHED)), ENTRIES // 5),
    "guests by name": (partial(found_guests, Asked(order=Order.NAME)), ENTRIES // 5),
    "guests who were removed": (partial(found_guests, Asked(status=Status.REMOVED)), PAGE),
    "guests who are here": (partial(found_guests, Asked(status=Status.HERE_NOW)), CONNECTED + PAGE),
    "how many guests": (lambda db: totals(db, Whose(BUSY), now=NOW), CONNECTED),
    "how many guests of a link": (lambda db: totals(db, Whose(BUSY, 1), now=NOW), CONNECTED),
    "guest groups": (lambda db: guest_groups.groups_of(db, BUSY), guest_groups.MOST_COUNTED + PAGE),
    "users": (lambda db: people_finding.found_users(db, 1), 2 * PAGE),
    "users, in Hebrew": (lambda db: people_finding.found_users(db, 1, language="he"), 2 * PAGE),
    "entries of one address": (lambda db: erasing.count_address(db, "Dana7@example.com"), PAGE),
    "keys that links need": (founding.check_keys, PAGE),
    "workflows": (overseeing.workflows, 2 * PAGE),
    "workflows that failed": (lambda db: overseeing.workflows(db, "failed"), PAGE),
}


def test_every_maintenance_task_is_listed() -> None:
    assert sorted([*SWEEPS, *WITHOUT_AN_INDEX_OF_WHAT_IS_DUE]) == sorted(MAINTENANCE_TASKS)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "index"), [*SWEEPS.items(), ("notice_missing_files", "media_file USING INTEGER PRIMARY KEY (rowid>?)")]
)
def test_a_sweep_asks_an_index_in_its_order(maker: Maker, name: str, index: str) -> None:
    steps = plans.sqlite_steps(maker.bind, plans.statements(maker.bind, partial(sweep, name)))
    assert any(index in step for step in steps), steps
    assert [step for step in steps if plans.is_scan(step) or "TEMP B-TREE" in step] == []


FOUND_ON_THE_DISK: dict[str, Callable[[], object]] = {
    "forget_doubtful_files": lambda: storage.keep_bytes(b"WEBVTT", "vtt"),
    "erase_idle_work": lambda: work_folder.opened(BUSY),
    "remove_expired_uploads": unfinished_uploads.begin,
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", FOUND_ON_THE_DISK)
def test_a_sweep_of_the_disk_looks_up_the_rows_of_what_it_finds(maker: Maker, name: str) -> None:
    FOUND_ON_THE_DISK[name]()
    now = datetime.now(UTC) + timedelta(days=2)
    sent = plans.statements(maker.bind, lambda db: acts.sweep_in(db, name, now=now, limit=100))
    assert sent
    assert [step for step in plans.sqlite_steps(maker.bind, sent) if plans.is_scan(step)] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "name", [name for name in PAGES if not any(word in name for word in ("users", "workflows", "long ago"))]
)
def test_a_page_scans_no_table(maker: Maker, name: str) -> None:
    owner = maker.user("admin")
    link = maker.link(maker.media(maker.user()))
    assert (owner.id, link.media_id) == (1, BUSY)
    maker.enter(link)
    act = PAGES[name][0]
    with database.writing(maker.bind) as db:
        db.add(MediaItem(id=OTHER, kind="video", title="Other", owner_id=2, created_at=NOW))
    steps = plans.sqlite_steps(maker.bind, plans.statements(maker.bind, act))
    assert [step for step in steps if plans.is_scan(step)] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "indexes"),
    [
        ("entries of one address", ["ix_guest_entry_by_email", "ix_guest_entry_incomplete"]),
        ("keys that links need", ["ix_guest_link_key"]),
    ],
)
def test_what_is_asked_of_the_whole_site_asks_an_index(maker: Maker, name: str, indexes: list[str]) -> None:
    steps = plans.sqlite_steps(maker.bind, plans.statements(maker.bind, PAGES[name][0]))
    assert [index for index in indexes if not any(index in step for step in steps)] == [], steps


@pytest.mark.long
@pytest.mark.parametrize("name", [*SWEEPS])
def test_a_sweep_with_nothing_due_reads_no_row_of_a_large_site(large_site: Engine, environment: Any, name: str) -> None:
    """One looks when the next link ends, to record it then."""
    read = plans.most_read(large_site, partial(sweep, name))
    # PostgreSQL asks no index of an empty table.
    assert SWEEPS[name] in read or name in ("erase_one_time_addresses", "end_user_sessions")
    most = 1 if name == "expire_links" else 0
    assert {place: rows for place, rows in read.items() if rows > most} == {}


@pytest.mark.long
def test_looking_for_missing_groups_reads_a_part_of_a_large_site(large_site: Engine, environment: Any) -> None:
    read = plans.most_read(large_site, partial(sweep, "make_missing_groups"))
    assert "ix_guest_link_may_need_group" in read
    assert {place: rows for place, rows in read.items() if rows > guest_groups.LOOKED_AT} == {}


@pytest.mark.long
def test_looking_for_missing_files_reads_a_part_of_a_large_site(large_site: Engine, environment: Any) -> None:
    read = plans.most_read(large_site, partial(sweep, "notice_missing_files"))
    assert "pk_media_file" in read
    # The last: how many are left is counted up to a number.
    assert {place: rows for place, rows in read.items() if rows > sweeping.MOST_COUNTED} == {}


@pytest.mark.long
@pytest.mark.parametrize("name", [*PAGES])
def test_a_page_of_a_large_site_reads_what_it_shows(large_site: Engine, environment: Any, name: str) -> None:
    act, most = PAGES[name]
    assert {place: rows for place, rows in plans.most_read(large_site, act).items() if rows > most} == {}
