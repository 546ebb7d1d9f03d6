"""The list of guest entries: all entries of the item and of no other, newest first, in pages (contract 4.12)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.errors import NotFound
from models.guests import guest_entries
from models.guests.erasing import erase_guests
from models.guests.guest_entries import Whose
from models.plumbing import database, paging
from models.tables import GuestEntry
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def entries_of(maker: Maker, media_id: int, page: int = 1) -> paging.CountedPage[Any]:
    with database.reading(maker.bind) as db:
        return guest_entries.entries_of(db, Whose(media_id), page=page, now=NOW)


def test_entries_stand_newest_first_with_their_link_and_none_of_another_item(maker: Maker) -> None:
    media_id = maker.media()
    kept, deleted, elsewhere = maker.link(media_id), maker.link(media_id), maker.link()
    maker.enter(kept)
    maker.enter(deleted, now=NOW + timedelta(hours=1))
    maker.enter(elsewhere)
    acts.delete_link(maker, deleted, now=NOW + timedelta(hours=2))
    listed = entries_of(maker, media_id)
    assert [(row.entered_at, row.link_name, row.link_deleted) for row in listed.rows] == [
        (NOW + timedelta(hours=1), "A link", True),
        (NOW, "A link", False),
    ]
    assert {(row.name, row.email) for row in listed.rows} == {("Dana", "dana@example.com")}
    assert (listed.total, listed.number, listed.pages) == (2, 1, 1)


def test_an_erased_entry_stays_in_the_list_without_its_name(maker: Maker) -> None:
    link = maker.link()
    maker.enter(link)
    acts.do(maker, erase_guests, now=NOW + timedelta(days=90), limit=10)
    listed = entries_of(maker, link.media_id)
    assert [(row.name, row.email, row.entered_at) for row in listed.rows] == [(None, None, NOW)]


@pytest.mark.parametrize(("entries", "lengths"), [(0, [0]), (3, [3]), (4, [3, 1]), (6, [3, 3])])
def test_a_page_holds_as_many_rows_as_it_should_and_there_is_none_after_the_last(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, entries: int, lengths: list[int]
) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 3)
    link = maker.link()
    for number in range(entries):
        maker.enter(link)
        with database.writing(maker.bind) as db:
            latest = update(GuestEntry).where(GuestEntry.ordinal == number + 1)
            db.execute(latest.values(name=f"Guest {number}"))
    pages = [entries_of(maker, link.media_id, page) for page in range(1, len(lengths) + 1)]
    assert [len(page.rows) for page in pages] == lengths
    # All entered at the same instant, and still each of them is on exactly one page.
    names = [row.name for page in pages for row in page.rows]
    assert names == [f"Guest {number}" for number in reversed(range(entries))]
    for page in (0, -1, len(lengths) + 1):
        with pytest.raises(NotFound):
            entries_of(maker, link.media_id, page)


def test_pages_of_several_links_hold_each_entry_once_in_the_order_of_admission(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 3)
    monkeypatch.setattr(guest_entries, "LINKS_AT_ONCE", 2)
    media_id = maker.media()
    many, few, late = maker.link(media_id), maker.link(media_id), maker.link(media_id)
    elsewhere = maker.link()
    order = [many, few, many, many, elsewhere, many, few, many, many, many, late, late, many, late]
    for link in order:
        maker.enter(link)
    expected = [link.id for link in reversed(order) if link is not elsewhere]
    with database.reading(maker.bind) as db:
        links = dict(db.execute(select(GuestEntry.id, GuestEntry.link_id)).all())
    pages = [entries_of(maker, media_id, page) for page in range(1, 6)]
    assert [[links[row.id] for row in page.rows] for page in pages] == [
        expected[at : at + 3] for at in range(0, len(expected), 3)
    ]
    assert {(page.total, page.pages) for page in pages} == {(13, 5)}
