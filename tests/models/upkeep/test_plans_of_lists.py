"""My media, All links, people and the audit log read what they show, whatever is searched and however it is sorted
(contract 4.51, 4.52, 12.47, 12.50)."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from models.plumbing import database, keyset
from models.tables import MediaItem
from tests.models.upkeep.lists import (
    ADMIN,
    BY_END,
    BY_TITLE,
    LARGE,
    LINKS_BY_END,
    LINKS_BY_NAME,
    LISTS,
    OWNER,
    Act,
    acts,
    items,
    links,
)
from tests.vocabulary import plans
from tests.vocabulary.maker import Maker


@pytest.mark.long
@pytest.mark.parametrize("name", [*LISTS])
def test_a_list_of_a_large_site_reads_what_it_shows(large_site: Engine, environment: Any, name: str) -> None:
    act, most = LISTS[name]
    assert {place: rows for place, rows in plans.most_read(large_site, act).items() if rows > most} == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", [name for name in LISTS if name.startswith(("items", "links", "the audit"))])
def test_a_list_scans_no_table(maker: Maker, name: str) -> None:
    admin, owner, large = maker.user("admin"), maker.user(), maker.user()
    assert (admin.id, owner.id, large.id) == (ADMIN, OWNER, LARGE)
    for person in (owner, large):
        maker.enter(maker.link(maker.media(person)))
    steps = plans.sqlite_steps(maker.bind, plans.statements(maker.bind, LISTS[name][0]))
    # What is not narrowed is the whole table, from the newest on or along an index, until the page is full.
    whole = [f"SCAN {table}" for table in ("media_item", "guest_link") if "an admin" in name]
    whole += ["SCAN audit_entry"] if name == "the audit log" else []
    assert [step for step in steps if plans.is_scan(step) and not step.startswith(tuple(whole))] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("act", "index"),
    [
        (partial(items, BY_TITLE, ADMIN), "ix_media_item_by_title"),
        (partial(items, BY_TITLE, OWNER), "ix_media_item_of_owner_by_title"),
        (partial(items, BY_END, ADMIN), "ix_guest_link_due_expiry"),
        (partial(items, BY_END, OWNER), "ix_guest_link_due_expiry"),
        (partial(links, LINKS_BY_NAME, ADMIN), "ix_guest_link_by_name"),
        (partial(links, LINKS_BY_NAME, OWNER), "ix_guest_link_by_name"),
        (partial(links, LINKS_BY_END, ADMIN), "ix_guest_link_due_expiry"),
        (partial(links, LINKS_BY_END, OWNER), "ix_guest_link_due_expiry"),
        (partial(acts, act="look_changed"), "ix_audit_entry_act"),
        (partial(acts, user_id=5), "ix_audit_entry_user_id"),
        (partial(acts, user_id=5, act="look_changed"), "ix_audit_entry_user_act"),
        (partial(acts, media_id=7), "ix_audit_entry_media_id"),
        (partial(acts, link_id=2), "ix_audit_entry_link_id"),
    ],
)
def test_where_there_are_many_an_index_has_the_order(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, act: Act, index: str
) -> None:
    monkeypatch.setattr(keyset, "FEW", 0)
    maker.user("admin")
    owner = maker.user()
    for _ in range(2):
        maker.link(maker.media(owner), days=1)
    steps = plans.sqlite_steps(maker.bind, plans.statements(maker.bind, act))
    assert any(f"INDEX {index} " in f"{step} " for step in steps), steps
    with database.reading(maker.bind) as db:
        assert db.get_one(MediaItem, 1).owner_id == OWNER
