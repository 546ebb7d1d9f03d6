"""Rows of an older version get the texts by which they are searched, and the sort keys of names (contract 4.53)."""

from typing import Any

import pytest
from sqlalchemy import select, update

from models.media import tags
from models.people import user_groups
from models.plumbing import database
from models.plumbing.folding import fold
from models.site import completing, founding
from models.tables import GuestEntry, GuestLink, MediaItem, User, UserGroup
from tests.vocabulary import plans
from tests.vocabulary.acts import write
from tests.vocabulary.maker import NOW, Maker

FOLDED: tuple[Any, ...] = (MediaItem, GuestLink, GuestEntry)


def column(maker: Maker, column: Any) -> list[Any]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(column).order_by(column.class_.id)))


def forget_texts(maker: Maker) -> None:
    """As an older version leaves its rows."""
    with database.writing(maker.bind) as db:
        for table in FOLDED:
            db.execute(update(table).values(folded=None))


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5])
def test_a_start_makes_what_is_missing_in_batches(maker: Maker, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(completing, "BATCH", 2)
    links = [maker.link() for _ in range(number)]
    with database.writing(maker.bind) as db:
        for link in links:
            tags.set_tags(db, link.media_id, ["Zwölf", "Año"])
    for link in links:
        maker.enter(link)
    forget_texts(maker)
    with database.writing(maker.bind) as db:
        db.execute(update(GuestEntry).values(name="Éva", email="E@example.com"))
    reported: list[str] = []
    founding.migrate(maker.bind, now=NOW, report=lambda doing, *_: reported.append(doing))
    assert column(maker, MediaItem.folded) == ["a title\n\nano\nzwolf"] * number
    assert column(maker, GuestLink.folded) == ["a link"] * number
    assert column(maker, GuestEntry.folded) == ["eva\ne@example.com"] * number
    batches = -(-number // 2)
    tables = ("media_item", "guest_link", "guest_entry")
    assert reported == [f"Completing {table}" for table in tables for _ in range(batches)]


def test_texts_that_are_there_stay_and_rows_that_are_gone_get_none(maker: Maker) -> None:
    kept, gone = (maker.link() for _ in range(2))
    for link in (kept, gone):
        maker.enter(link)
    with database.writing(maker.bind) as db:
        for table in FOLDED:
            first, second = db.scalars(select(table).order_by(table.id))
            first.folded, second.folded = "as it was", None
            if isinstance(second, GuestEntry):
                second.name = second.email = None
                second.erased_at = NOW
            else:
                second.deleted_at = NOW
            if isinstance(second, GuestLink):
                second.slot = None
    completing.complete_rows(maker.bind, lambda *_: None)
    for table in FOLDED:
        assert column(maker, table.folded) == ["as it was", None], table


@pytest.mark.parametrize("changed", [{"name": "Zoë"}, {"email": "zoe@example.org"}, {"folded": None}, {"folded": ""}])
def test_people_whom_an_older_version_has_changed_are_completed(maker: Maker, changed: dict[str, str]) -> None:
    user, other = maker.user(), maker.user()
    with database.writing(maker.bind) as db:
        if "folded" in changed:
            changed = {**changed, "folded_of": "somebody\nelse"}
        db.execute(update(User).where(User.id == user.id).values(**changed))
        db.execute(update(User).where(User.id == other.id).values(folded="as it was"))
    completing.complete_rows(maker.bind, lambda *_: None)
    with database.reading(maker.bind) as db:
        row = db.get_one(User, user.id)
        assert row.folded == f"{fold(row.name)}\n{fold(row.email)}"
        assert (row.sorted_as, row.folded_of) == (row.name, f"{row.name}\n{row.email}")
        assert db.get_one(User, other.id).folded == "as it was"


def test_a_group_that_an_older_version_has_renamed_gets_its_sort_keys(maker: Maker) -> None:
    group = write(maker, user_groups.create_group, "Alto")
    with database.writing(maker.bind) as db:
        before = db.get_one(UserGroup, group.id).sorted_en
        db.execute(update(UserGroup).values(name="Zulu"))
    completing.complete_rows(maker.bind, lambda *_: None)
    with database.reading(maker.bind) as db:
        row = db.get_one(UserGroup, group.id)
        assert row.sorted_as == "Zulu"
        assert row.sorted_en > before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", FOLDED)
def test_looking_for_what_is_missing_asks_an_index_that_is_empty(maker: Maker, table: Any) -> None:
    asked = select(table.id).where(table.incomplete(), table.id > 0).order_by(table.id).limit(1)
    steps = plans.sqlite_steps(maker.bind, plans.statements(maker.bind, lambda db: db.execute(asked).all()))
    assert any(f"ix_{table.__tablename__}_incomplete" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps), steps
