"""Sweeps and pages read what they answer, and not the site: by an index, in its order (contract 5.13)."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from models.guests import finding, guest_entries, guest_groups
from models.guests.finding import Asked, Order, Status
from models.guests.guest_entries import Whose
from models.links import all_links, notices
from models.links import listing as link_listing
from models.links.all_links import LinkSort, WantedLinks
from models.media import listing, showing
from models.people import finding as people_finding
from models.plumbing import database, sweeping
from models.plumbing.keyset import Turn
from models.site import founding
from models.tables import MediaItem, User
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from models.workflows import overseeing
from tests.conftest import KEY, forget
from tests.vocabulary import plans
from tests.vocabulary.empty_databases import EmptyDatabases
from tests.vocabulary.large_site import make_large_site
from tests.vocabulary.maker import NOW, Maker

Act = Callable[[Session], object]
ITEMS, LINKS, ENTRIES, CONNECTED = 30_000, 90_000, 100_000, 1_000
# A page of 50, and one more to know that there is a next one, of each of the tables that it names.
PAGE = 51
BUSY, OTHER = 1, 500


def sweep(name: str, db: Session) -> object:
    return MAINTENANCE_TASKS[name].use_case()(db, now=NOW, limit=100)


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
}


def user(db: Session, user_id: int) -> User:
    return db.get_one(User, user_id)


def my_media(user_id: int, db: Session) -> object:
    person = user(db, user_id)
    return listing.media_of(db, person, now=NOW), listing.shared_with(db, person, now=NOW)


def found(wanted: listing.Wanted, user_id: int, db: Session) -> object:
    """The first page, and the one after it."""
    page = listing.media_of(db, user(db, user_id), wanted, now=NOW)
    return page.after and listing.media_of(db, user(db, user_id), wanted, Turn(page.after), now=NOW)


def links(wanted: WantedLinks, user_id: int, db: Session) -> object:
    page = all_links.links_found(db, user(db, user_id), wanted, now=NOW)
    return page.after and all_links.links_found(db, user(db, user_id), wanted, Turn(page.after), now=NOW)


def views(media_id: int, db: Session) -> object:
    return showing.views_and_plays(db, db.get_one(MediaItem, media_id))


def found_guests(asked: Asked, db: Session) -> object:
    """Of the busiest link, which has a tenth of all entries."""
    return finding.guests(db, Whose(BUSY, 1), asked, page=1, now=NOW).rows


# Each with the most rows that it may read of one table.
PAGES: dict[str, tuple[Act, int]] = {
    "my media of an admin": (partial(my_media, 1), 2 * PAGE),
    "my media of an owner": (partial(my_media, 2), 6 * PAGE),
    # The word stands in few titles. PostgreSQL finds them by their trigrams.
    "a search of an admin": (partial(found, listing.Wanted("tem 29998"), 1), 6 * PAGE),
    "a search of an owner": (partial(found, listing.Wanted("item"), 2), 6 * PAGE),
    # Each link is compared with the others of its item, and here those end at the same instant.
    "next ends of an admin": (partial(found, listing.Wanted(sort=listing.Sort.NEXT_END), 1), 20 * PAGE),
    "next ends of an owner": (partial(found, listing.Wanted(sort=listing.Sort.NEXT_END), 2), 6 * PAGE),
    "titles of an owner": (partial(found, listing.Wanted(sort=listing.Sort.TITLE), 2), 6 * PAGE),
    "what others share": (partial(found, listing.Wanted(whose=listing.Whose.OTHERS), 2), 6 * PAGE),
    "all links of an admin": (partial(links, WantedLinks(), 1), 6 * PAGE),
    "links of an admin that end next": (partial(links, WantedLinks(sort=LinkSort.NEXT_END), 1), 6 * PAGE),
    "all links of an owner": (partial(links, WantedLinks(), 2), 6 * PAGE),
    "links of an owner, a search": (partial(links, WantedLinks("link"), 2), 6 * PAGE),
    "links of an owner that end next": (partial(links, WantedLinks(sort=LinkSort.NEXT_END), 2), 6 * PAGE),
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
    "guests who are here": (partial(found_guests, Asked(status=Status.HERE_NOW)), CONNECTED + PAGE),
    "guest groups": (lambda db: guest_groups.groups_of(db, BUSY), guest_groups.MOST_COUNTED + PAGE),
    "users": (lambda db: people_finding.found_users(db, 1), 2 * PAGE),
    "users, in Hebrew": (lambda db: people_finding.found_users(db, 1, language="he"), 2 * PAGE),
    "workflows": (overseeing.workflows, 2 * PAGE),
    "workflows that failed": (lambda db: overseeing.workflows(db, "failed"), PAGE),
}


def is_scan(step: str) -> bool:
    """An index that holds only what is asked for may be read in order, and so may a list of ids that was sent."""
    whole = ("ix_guest_link_due_limit", "ix_media_item_site_wide", "json_each", "SUBQUERY", "anon_", " page")
    return step.startswith("SCAN") and not any(name in step for name in whole)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "index"), [*SWEEPS.items(), ("notice_missing_files", "media_file USING INTEGER PRIMARY KEY (rowid>?)")]
)
def test_a_sweep_asks_an_index_in_its_order(maker: Maker, name: str, index: str) -> None:
    steps = plans.sqlite_steps(maker.bind, plans.statements(maker.bind, partial(sweep, name)))
    assert any(index in step for step in steps), steps
    assert [step for step in steps if is_scan(step) or "TEMP B-TREE" in step] == []


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
    # An admin's list is all items or links, from the newest on, until the page is full.
    newest = ("SCAN media_item", "SCAN guest_link") if "an admin" in name else ()
    assert [step for step in steps if is_scan(step) and not step.startswith(newest)] == []


@pytest.fixture(scope="session")
def large_site(empty_databases: EmptyDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Made once for all tests, which change nothing."""
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("GUESTLINK_DATA", str(tmp_path_factory.mktemp("large")))
        settings.setenv("GUESTLINK_SECRET_KEY", KEY)
        forget()
        bind = database.make_engine(empty_databases.take().render_as_string(hide_password=False))
        founding.migrate(bind, now=NOW)
        make_large_site(bind, items=ITEMS, links=LINKS, entries=ENTRIES, connected=CONNECTED)
        # Makes the sort keys of the names.
        founding.migrate(bind, now=NOW)
        with bind.begin() as connection:
            connection.execute(text("ANALYZE user_account"))
    forget()
    yield bind
    bind.dispose()


def most_read(bind: Engine, act: Act) -> dict[str, int]:
    return plans.rows_read(bind, plans.statements(bind, act))


@pytest.mark.long
@pytest.mark.parametrize("name", [*SWEEPS])
def test_a_sweep_with_nothing_due_reads_no_row_of_a_large_site(large_site: Engine, environment: Any, name: str) -> None:
    """One looks when the next link ends, to record it then."""
    read = most_read(large_site, partial(sweep, name))
    # PostgreSQL asks no index of an empty table.
    assert SWEEPS[name] in read or name in ("erase_one_time_addresses", "end_user_sessions")
    most = 1 if name == "expire_links" else 0
    assert {place: rows for place, rows in read.items() if rows > most} == {}


@pytest.mark.long
def test_looking_for_missing_groups_reads_a_part_of_a_large_site(large_site: Engine, environment: Any) -> None:
    read = most_read(large_site, partial(sweep, "make_missing_groups"))
    assert "ix_guest_link_may_need_group" in read
    assert {place: rows for place, rows in read.items() if rows > guest_groups.LOOKED_AT} == {}


@pytest.mark.long
def test_looking_for_missing_files_reads_a_part_of_a_large_site(large_site: Engine, environment: Any) -> None:
    read = most_read(large_site, partial(sweep, "notice_missing_files"))
    assert "pk_media_file" in read
    # The last: how many are left is counted up to a number.
    assert {place: rows for place, rows in read.items() if rows > sweeping.MOST_COUNTED} == {}


@pytest.mark.long
@pytest.mark.parametrize("name", [*PAGES])
def test_a_page_of_a_large_site_reads_what_it_shows(large_site: Engine, environment: Any, name: str) -> None:
    act, most = PAGES[name]
    assert {place: rows for place, rows in most_read(large_site, act).items() if rows > most} == {}
