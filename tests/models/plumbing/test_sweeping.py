"""Naming many rows by one parameter."""

import pytest
from sqlalchemy import not_, select, update
from sqlalchemy.orm import Session

from models.plumbing import database
from models.plumbing.sweeping import IN_SETS, among
from models.tables import User
from tests.vocabulary import plans
from tests.vocabulary.maker import Maker


@pytest.mark.parametrize("places", [[], [1], [0, 2], [2, 2, 0]])
def test_the_rows_with_these_ids_are_found_and_no_others(maker: Maker, places: list[int]) -> None:
    ids = [maker.user().id for _ in range(3)]
    wanted = [ids[place] for place in places]
    with database.reading(maker.bind) as db:
        assert set(db.scalars(select(User.id).where(among(User.id, wanted)))) == set(wanted)
        assert set(db.scalars(select(User.id).where(not_(among(User.id, wanted))))) == set(ids) - set(wanted)


def test_statements_for_few_and_for_many_rows_are_the_same(maker: Maker) -> None:
    """Otherwise each number of rows would be compiled and planned anew."""

    def ask(db: Session) -> None:
        for ids in ([1], list(range(5000))):
            db.scalars(select(User.id).where(among(User.id, ids))).all()

    assert len({sql for sql, _ in plans.statements(maker.bind, ask)}) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_index_finds_the_rows(maker: Maker) -> None:
    """SQLAlchemy would write `id IN (...) = 1`, for which SQLite reads the whole table."""

    def rename(db: Session) -> None:
        db.execute(
            update(User).where(among(User.id, [1]), User.name != "").values(role="viewer"), execution_options=IN_SETS
        )

    steps = plans.sqlite_steps(maker.bind, plans.statements(maker.bind, rename))
    assert "SEARCH user_account USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert not any(step.startswith("SCAN user_account") for step in steps)
