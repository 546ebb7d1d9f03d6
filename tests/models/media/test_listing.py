"""*My media*: search, filters, and what each item says (contract 4.1, 4.51, 4.53)."""

from collections.abc import Sequence

import pytest

from models.links import deleting
from models.media import editing, listing
from models.media.editing import MediaFields
from models.media.listing import Sort, Wanted, Whose
from models.plumbing import database
from models.tables import GuestLink, MediaItem
from tests.models.media.lists import add_helper, cards, ending, ids_of, listed, share, titled
from tests.vocabulary.maker import NOW, Maker, after


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["50 % off_", "Straßenbau ÜBERSICHT", "שָׁלוֹם לכולם", "Café au lait"]),
        ("cafe", ["Café au lait"]),
        ("CAFÉ", ["Café au lait"]),
        ("fé  AU", ["Café au lait"]),
        ("strasse", ["Straßenbau ÜBERSICHT"]),
        ("bersicht", ["Straßenbau ÜBERSICHT"]),
        ("שלום", ["שָׁלוֹם לכולם"]),
        ("לכול", ["שָׁלוֹם לכולם"]),
        ("%", ["50 % off_"]),
        ("f_", ["50 % off_"]),
        ("c_fe", []),
        ("\\", []),
        ("lait cafe", []),
    ],
)
def test_search_finds_parts_of_words_whatever_capitals_and_accents(
    maker: Maker, typed: str, found: Sequence[str]
) -> None:
    user = maker.user()
    titled(maker, user, "Café au lait", "שָׁלוֹם לכולם", "Straßenbau ÜBERSICHT", "50 % off_")
    titled(maker, maker.user(), "Café of somebody else", "50 % off_ too")
    assert [card.item.title for card in cards(maker, user, wanted=Wanted(typed)).rows] == list(found)


def test_title_description_and_tags_are_searched_and_nothing_across_them(maker: Maker) -> None:
    user = maker.user()
    media_id = maker.media(user)
    with database.writing(maker.bind) as db:
        shown = editing.fields_of(db, db.get_one(MediaItem, media_id))
        wanted = MediaFields("Night Sky", "Über den Wolken", ("Año", "Zeit"), "private")
        editing.edit_media(db, media_id, shown=shown, wanted=wanted)
    for words in ("night s", "uber den", "ano", "zeit"):
        assert listed(maker, user, words=words) == [media_id], words
    for words in ("a title", "sky uber", "ano zeit"):
        assert listed(maker, user, words=words) == [], words


def test_a_row_whose_text_is_not_made_yet_is_listed_but_not_found(maker: Maker) -> None:
    user = maker.user()
    media_id = maker.media(user)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, media_id).folded = None
    assert listed(maker, user) == [media_id]
    assert listed(maker, user, sort=Sort.TITLE) == [media_id]
    assert listed(maker, user, words="title") == []


def test_filters_leave_out_the_others(maker: Maker) -> None:
    user, other = maker.user(), maker.user()
    (video,) = titled(maker, user, "One", access=True)
    (room,) = titled(maker, user, "Two", kind="room")
    helped, hers, shared = maker.media(other, access=False), maker.media(other), share(maker, other)
    add_helper(maker, helped, user)
    assert listed(maker, user) == [helped, room, video]
    assert listed(maker, user, kind="room") == [room]
    assert listed(maker, user, access=True) == [video]
    assert listed(maker, user, access=False) == [helped, room]
    assert listed(maker, user, whose=Whose.MINE) == [room, video]
    assert listed(maker, user, whose=Whose.OTHERS) == [shared, helped]
    assert listed(maker, maker.user("admin")) == [shared, hers, helped, room, video]
    assert listed(maker, maker.user("admin"), whose=Whose.MINE) == []


def test_an_owner_who_also_helps_sees_the_item_once(maker: Maker) -> None:
    user = maker.user()
    media_id = share(maker, user)
    add_helper(maker, media_id, user)
    assert listed(maker, user) == [media_id]
    assert listed(maker, user, whose=Whose.OTHERS) == []


def test_a_deleted_item_is_in_no_list(maker: Maker) -> None:
    user = maker.user()
    media_id = share(maker, user)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, media_id).deleted_at = NOW
    for sort in Sort:
        assert listed(maker, user, sort=sort) == []
    assert listed(maker, maker.user("admin")) == []
    assert listed(maker, maker.user(), whose=Whose.OTHERS) == []


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_link_at_its_end_is_no_next_end(maker: Maker, seconds: int) -> None:
    user = maker.user()
    ending(maker, user, 1, 2)
    with database.reading(maker.bind) as db:
        now = after(86400 + seconds)
        (card,) = listing.media_of(db, user, Wanted(sort=Sort.NEXT_END), now=now).rows
    assert (card.next_end, card.active_links) == ((after(86400), 2) if seconds < 0 else (after(2 * 86400), 1))


def test_a_deleted_link_counts_for_nothing(maker: Maker) -> None:
    user = maker.user()
    link = maker.link(maker.media(user), days=1)
    with database.writing(maker.bind) as db:
        deleting.delete_link(db, link.id, now=NOW)
    (card,) = cards(maker, user).rows
    assert (card.active_links, card.next_end, card.connected) == (0, None, 0)


def test_connected_guests_poster_and_length_are_on_the_card(maker: Maker) -> None:
    user = maker.user()
    maker.link(maker.media(user))
    (card,) = cards(maker, user).rows
    assert (card.has_poster, card.duration, card.connected, card.active_links) == (False, 1.0, 0, 1)


def test_shared_items_of_others_are_listed_newest_first(maker: Maker) -> None:
    user = maker.user("viewer")
    maker.media()
    first, second, helps_with, deleted = (share(maker) for _ in range(4))
    share(maker, user)
    add_helper(maker, helps_with, user)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, deleted).deleted_at = NOW
    admin = maker.user("admin")
    with database.reading(maker.bind) as db:
        assert ids_of(listing.shared_with(db, user, now=NOW)) == [second, first]
        theirs = listing.shared_with(db, admin, now=NOW)
        assert ids_of(theirs) == [], "an admin may edit all items, so none is only shared"


def test_at_most_max_shared_are_listed(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_SHARED", 2)
    ids = [share(maker) for _ in range(3)]
    user = maker.user()
    with database.reading(maker.bind) as db:
        page = listing.shared_with(db, user, now=NOW)
    assert ids_of(page) == ids[:0:-1]
    assert page.after is not None


def test_links_of_the_version_before_are_counted_too(maker: Maker) -> None:
    user = maker.user()
    link = maker.link(maker.media(user))
    with database.writing(maker.bind) as db:
        db.get_one(GuestLink, link.id).folded = None
    (card,) = cards(maker, user).rows
    assert card.active_links == 1
