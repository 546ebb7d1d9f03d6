"""Rows of the version before get the text by which they are searched (contract 4.53)."""

import pytest
from sqlalchemy import select, update

from models.media import tags
from models.plumbing import database
from models.site import folding_missing, founding
from models.tables import GuestLink, MediaItem
from tests.vocabulary.maker import NOW, Maker


def forget_texts(maker: Maker) -> None:
    """As the version before leaves its rows."""
    with database.writing(maker.bind) as db:
        db.execute(update(MediaItem).values(folded=None))
        db.execute(update(GuestLink).values(folded=None))


def texts(maker: Maker) -> tuple[list[str | None], list[str | None]]:
    with database.reading(maker.bind) as db:
        items = db.scalars(select(MediaItem.folded).order_by(MediaItem.id)).all()
        return list(items), list(db.scalars(select(GuestLink.folded).order_by(GuestLink.id)))


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_a_start_makes_what_is_missing_in_batches(maker: Maker, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(folding_missing, "BATCH", 2)
    links = [maker.link() for _ in range(number)]
    with database.writing(maker.bind) as db:
        for link in links:
            tags.set_tags(db, link.media_id, ["Zwölf", "Año"])
    forget_texts(maker)
    reported: list[tuple[str, int, int]] = []
    founding.migrate(maker.bind, now=NOW, report=lambda *what: reported.append(what))
    assert texts(maker) == (["a title\n\nano\nzwolf"] * number, ["a link"] * number)
    assert [what[0] for what in reported] == ["Making media_item searchable"] * -(-number // 2) + [
        "Making guest_link searchable"
    ] * -(-number // 2)


def test_texts_that_are_there_stay_and_deleted_rows_get_none(maker: Maker) -> None:
    kept, deleted = maker.media(), maker.media()
    forget_texts(maker)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, kept).folded = "as it was"
        db.get_one(MediaItem, deleted).deleted_at = NOW
    folding_missing.fold_missing(maker.bind, lambda *_: None)
    assert texts(maker)[0] == ["as it was", None]
