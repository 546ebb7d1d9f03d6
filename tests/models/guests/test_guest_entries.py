"""Who entered: every entry of the item, newest first, by pages; and of nobody else's item."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from models.errors import NotFound
from models.guests import guest_entries
from models.guests.erasing import erase_guests
from models.guests.guest_entries import AttendedPage
from models.plumbing import database
from models.tables import GuestEntry
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def who_entered(maker: Maker, media_id: int, page: int = 1) -> AttendedPage:
    with database.reading(maker.bind) as db:
        return guest_entries.who_entered(db, media_id, page=page)


def test_newest_first_with_the_link_each_came_by_and_nobody_of_another_item(maker: Maker) -> None:
    media_id = maker.media()
    kept, deleted, elsewhere = maker.link(media_id), maker.link(media_id), maker.link()
    maker.enter(kept)
    maker.enter(deleted, now=NOW + timedelta(hours=1))
    maker.enter(elsewhere)
    acts.delete_link(maker, deleted, now=NOW + timedelta(hours=2))
    found = who_entered(maker, media_id)
    assert [(row.entered_at, row.link_name, row.link_deleted) for row in found.rows] == [
        (NOW + timedelta(hours=1), "A link", True),
        (NOW, "A link", False),
    ]
    assert {(row.name, row.email) for row in found.rows} == {("Dana", "dana@example.com")}
    assert (found.total, found.number, found.pages) == (2, 1, 1)


def test_what_was_erased_stays_in_the_list_without_its_name(maker: Maker) -> None:
    link = maker.link()
    maker.enter(link)
    acts.do(maker, erase_guests, now=NOW + timedelta(days=90), limit=10)
    found = who_entered(maker, link.media_id)
    assert [(row.name, row.email, row.entered_at) for row in found.rows] == [(None, None, NOW)]


@pytest.mark.parametrize(("entries", "lengths"), [(0, [0]), (3, [3]), (4, [3, 1]), (6, [3, 3])])
def test_pages_hold_so_many_and_there_is_none_beyond_the_last(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, entries: int, lengths: list[int]
) -> None:
    monkeypatch.setattr(guest_entries, "PAGE", 3)
    link = maker.link()
    for number in range(entries):
        maker.enter(link)
        with database.writing(maker.bind) as db:
            latest = update(GuestEntry).where(GuestEntry.ordinal == number + 1)
            db.execute(latest.values(name=f"Guest {number}"))
    pages = [who_entered(maker, link.media_id, page) for page in range(1, len(lengths) + 1)]
    assert [len(page.rows) for page in pages] == lengths
    # Of one instant: each is still on exactly one page.
    names = [row.name for page in pages for row in page.rows]
    assert names == [f"Guest {number}" for number in reversed(range(entries))]
    for page in (0, -1, len(lengths) + 1):
        with pytest.raises(NotFound):
            who_entered(maker, link.media_id, page)
