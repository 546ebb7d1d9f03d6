"""Guests are found by parts of their names and addresses, by where they are, and in three orders (contract 4.48)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.errors import NotFound
from models.guests import admission, finding, playing, removing_guests
from models.guests.erasing import erase_guests
from models.guests.finding import Asked, Order, Status
from models.guests.guest_entries import Whose
from models.guests.listed_guests import ListedGuest
from models.guests.visiting import Guest
from models.plumbing import database, keys, paging
from models.tables import GuestEntry, GuestLink, Visit
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, SESSION_DAYS, Maker, after


def enters(maker: Maker, link: GuestLink, name: str, email: str = "guest@example.com") -> Guest:
    form = keys.digest(f"{link.id} {name}")
    with database.writing_at_once(maker.bind) as db:
        entry = admission.NewEntry(name, email, form)
        admission.admit(db, link.token_hash, entry, now=NOW, session_days=SESSION_DAYS)
    return Guest(link.token_hash, form)


def found(maker: Maker, link: GuestLink, asked: Asked, *, whole_item: bool = False) -> list[ListedGuest]:
    whose = Whose(link.media_id, None if whole_item else link.id)
    with database.reading(maker.bind) as db:
        return list(finding.guests(db, whose, asked, page=1, now=after(60)).rows)


def names(guests: list[ListedGuest]) -> list[str | None]:
    return [guest.name for guest in guests]


def entry_id(maker: Maker, name: str) -> int:
    with database.reading(maker.bind) as db:
        return db.scalars(select(GuestEntry.id).where(GuestEntry.name == name)).one()


TYPED = [
    ("dana", ["Dana Levi"]),
    ("LEVI", ["Dana Levi"]),
    ("example.org", ["José Ñandú"]),
    ("%", ["50% off_"]),
    ("_", ["50% off_"]),
    ("'; --", []),
    ("levi dana@", []),
]
FOLDED = [("jose", ["José Ñandú"]), ("ÑAND", ["José Ñandú"]), ("הרה", ["שרה הרה-כהן"])]


@pytest.fixture
def link(maker: Maker) -> GuestLink:
    """With four guests. Another link has one who looks like one of them."""
    link = maker.link()
    enters(maker, link, "Dana Levi", "dana@example.com")
    enters(maker, link, "José Ñandú", "j@example.org")
    enters(maker, link, "שרה הרה-כהן", "s@example.com")
    enters(maker, link, "50% off_", "x@example.com")
    enters(maker, maker.link(), "Dana Levi of another item", "dana@example.org")
    return link


@pytest.mark.parametrize(("typed", "expected"), TYPED + FOLDED)
def test_parts_of_names_and_addresses_are_found(maker: Maker, link: GuestLink, typed: str, expected: list[str]) -> None:
    assert names(found(maker, link, Asked(typed))) == expected
    assert names(found(maker, link, Asked(typed), whole_item=True)) == expected


def test_an_entry_of_an_older_version_is_listed_but_not_found(maker: Maker, link: GuestLink) -> None:
    with database.writing(maker.bind) as db:
        db.execute(update(GuestEntry).where(GuestEntry.name == "Dana Levi").values(folded=None))
    assert "Dana Levi" in names(found(maker, link, Asked()))
    assert "Dana Levi" in names(found(maker, link, Asked(order=Order.NAME)))
    assert names(found(maker, link, Asked("dana"))) == []


def test_orders(maker: Maker) -> None:
    link = maker.link()
    for name, seconds in (("Omer", 5), ("dana", 90), ("Éva", 0), ("Bob", 90)):
        guest = enters(maker, link, name)
        key = acts.watch(maker, guest)
        with database.writing(maker.bind) as db:
            db.execute(update(Visit).where(Visit.key == key).values(watched_seconds=seconds))
    for whole_item in (True, False):
        assert names(found(maker, link, Asked(), whole_item=whole_item)) == ["Bob", "Éva", "dana", "Omer"]
        by_name = found(maker, link, Asked(order=Order.NAME), whole_item=whole_item)
        assert names(by_name) == ["Bob", "dana", "Éva", "Omer"]
        by_watched = found(maker, link, Asked(order=Order.WATCHED), whole_item=whole_item)
        assert names(by_watched) == ["Bob", "dana", "Omer", "Éva"]


def test_who_is_here_now_and_who_was_removed(maker: Maker) -> None:
    link = maker.link()
    here, left, silent, removed = (enters(maker, link, name) for name in ("Here", "Left", "Silent", "Removed"))
    acts.watch(maker, here)
    acts.do(maker, playing.leave, left, acts.watch(maker, left), now=after(10))
    acts.watch(maker, silent, now=after(60) - timedelta(minutes=5))
    acts.watch(maker, removed)
    acts.do(maker, removing_guests.remove_guest, entry_id(maker, "Removed"), now=after(30))
    assert names(found(maker, link, Asked(status=Status.HERE_NOW))) == ["Here"]
    assert names(found(maker, link, Asked(status=Status.REMOVED))) == ["Removed"]
    listed = {guest.name: (guest.is_connected, guest.is_removed) for guest in found(maker, link, Asked())}
    expected = {"Here": (True, False), "Left": (False, False), "Silent": (False, False), "Removed": (False, True)}
    assert listed == expected


def test_what_was_kept_and_what_visits_still_hold_is_shown_together(maker: Maker) -> None:
    link = maker.link()
    guest = enters(maker, link, "Dana")
    acts.watch(maker, guest, now=after(50))
    with database.writing(maker.bind) as db:
        db.execute(update(GuestEntry).values(watched_seconds=100, watched_parts=0b011, last_seen_at=after(20)))
        db.execute(update(Visit).values(watched_seconds=20, watched_parts=0b110))
    (dana,) = found(maker, link, Asked())
    assert (dana.watched_seconds, dana.share, dana.last_seen_at) == (120, 6, after(50))


def test_somebody_who_only_entered_was_never_seen_watching(maker: Maker) -> None:
    link = maker.link()
    enters(maker, link, "Dana")
    (dana,) = found(maker, link, Asked())
    assert (dana.watched_seconds, dana.share, dana.last_seen_at, dana.is_connected) == (0, 0, None, False)


def test_after_erasing_nothing_is_known_and_no_search_finds_it(maker: Maker) -> None:
    link = maker.link()
    guest = enters(maker, link, "Dana")
    acts.watch(maker, guest)
    acts.do(maker, erase_guests, now=NOW + timedelta(days=90), limit=10)
    (erased,) = found(maker, link, Asked())
    assert (erased.name, erased.email, erased.is_erased, erased.watched_seconds) == (None, None, True, 0)
    assert (erased.last_seen_at, erased.is_connected) == (None, True)
    for typed in ("dana", "example", "none"):
        assert found(maker, link, Asked(typed)) == []
    assert len(found(maker, link, Asked(order=Order.NAME))) == 1


@pytest.mark.parametrize("order", [Order.ENTERED, Order.NAME, Order.WATCHED])
def test_pages_hold_each_guest_once_and_there_is_none_after_the_last(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, order: Order
) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 3)
    link = maker.link()
    for number in range(6):
        enters(maker, link, f"Same {number}")
    asked, whose = Asked("same", order=order), Whose(link.media_id, link.id)
    with database.reading(maker.bind) as db:
        pages = [finding.guests(db, whose, asked, page=number, now=NOW) for number in (1, 2)]
        assert [len(page.rows) for page in pages] == [3, 3]
        assert [page.has_next for page in pages] == [True, False]
        assert len({guest.id for page in pages for guest in page.rows}) == 6
        with pytest.raises(NotFound):
            finding.guests(db, whose, asked, page=3, now=NOW)
