"""Entries of the version before get the text by which guests are searched (contract 4.53)."""

import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.site import folding_guests, founding
from models.tables import GuestEntry
from tests.vocabulary.maker import NOW, Maker


def texts(maker: Maker) -> list[str | None]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(GuestEntry.folded).order_by(GuestEntry.id)))


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5])
def test_a_start_makes_what_is_missing_in_batches(maker: Maker, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(folding_guests, "BATCH", 2)
    link = maker.link()
    for _ in range(number):
        maker.enter(link)
    assert texts(maker) == ["dana\ndana@example.com"] * number
    with database.writing(maker.bind) as db:
        db.execute(update(GuestEntry).values(folded=None, name="Éva", email="E@example.com"))
    founding.migrate(maker.bind, now=NOW)
    assert texts(maker) == ["eva\ne@example.com"] * number


def test_texts_that_are_there_stay_and_erased_entries_get_none(maker: Maker) -> None:
    link = maker.link()
    for _ in range(2):
        maker.enter(link)
    with database.writing(maker.bind) as db:
        kept, erased = db.scalars(select(GuestEntry).order_by(GuestEntry.id))
        kept.folded, erased.folded = "as it was", None
        erased.name = erased.email = None
        erased.erased_at = NOW
    folding_guests.fold_guests(maker.bind)
    assert texts(maker) == ["as it was", None]
