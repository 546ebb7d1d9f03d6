"""My media: search, filters, order and pages (contract 4.1, 4.51, 4.53)."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from models.errors import NotFound
from models.links import deleting, switching
from models.media import editing, listing
from models.media.editing import MediaChanges
from models.media.listing import Card, Sort, Wanted, Whose
from models.plumbing import database, keyset
from models.plumbing.folding import fold
from models.plumbing.keyset import Turn, Turned, read_place
from models.tables import GuestLink, MediaCollaborator, MediaItem, User
from tests.vocabulary.maker import NOW, Maker, after


def titled(maker: Maker, owner: User, *titles: str, kind: str = "video", access: bool = False) -> list[int]:
    ids = [maker.media(owner, kind=kind, access=access) for _ in titles]
    with database.writing(maker.bind) as db:
        for media_id, title in zip(ids, titles, strict=True):
            item = db.get_one(MediaItem, media_id)
            item.title, item.folded = title, fold(title)
    return ids


def cards(maker: Maker, user: User, turn: Turn = listing.FIRST, wanted: Wanted = listing.ANY) -> Turned[Card]:
    with database.reading(maker.bind) as db:
        return listing.media_of(db, user, wanted, turn, now=NOW)


def ids_of(page: Turned[Card]) -> list[int]:
    return [card.item.id for card in page.rows]


def listed(maker: Maker, user: User, **wanted: object) -> list[int]:
    return ids_of(cards(maker, user, wanted=Wanted(**wanted)))  # type: ignore[arg-type]


def share(maker: Maker, owner: User | None = None) -> int:
    media_id = maker.media(owner)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, media_id).visibility = "site"
    return media_id


def add_helper(maker: Maker, media_id: int, user: User) -> None:
    with database.writing(maker.bind) as db:
        db.add(MediaCollaborator(media_id=media_id, user_id=user.id, email=user.email))


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
        edition = editing.edition_of(db, db.get_one(MediaItem, media_id))
        changes = MediaChanges("Night Sky", "Über den Wolken", ("Año", "Zeit"), "private")
        editing.edit_media(db, media_id, changes, edition=edition)
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


def test_titles_are_in_one_order_on_both_databases(maker: Maker) -> None:
    user = maker.user()
    titles = ["אבא", "Zebra", "éclair", "Eclair 2", "apple", "10", "Ärger"]
    titled(maker, user, *titles)
    page = cards(maker, user, wanted=Wanted(sort=Sort.TITLE))
    assert [card.item.title for card in page.rows] == ["10", "apple", "Ärger", "éclair", "Eclair 2", "Zebra", "אבא"]


def ending(maker: Maker, owner: User, *days: int | None) -> int:
    media_id = maker.media(owner)
    for each in days:
        maker.link(media_id, days=each)
    return media_id


def test_the_item_whose_link_ends_next_comes_first_and_those_without_an_end_last(maker: Maker) -> None:
    user = maker.user()
    late, endless, soon, off, bare = (ending(maker, user, *days) for days in ((9, 8), (None,), (30, 1), (2,), ()))
    with database.writing(maker.bind) as db:
        switching.turn_off_access(db, off, now=NOW)
    page = cards(maker, user, wanted=Wanted(sort=Sort.NEXT_END))
    assert ids_of(page) == [soon, late, bare, off, endless]
    assert [card.next_end for card in page.rows] == [after(86400), after(8 * 86400), None, None, None]
    assert [card.active_links for card in page.rows] == [2, 2, 0, 0, 1]


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


def everything(maker: Maker, user: User, wanted: Wanted) -> list[list[int]]:
    """Forward through all pages, and back again from the last one."""
    page = cards(maker, user, wanted=wanted)
    there = [ids_of(page)]
    while page.after is not None:
        page = cards(maker, user, Turn(page.after), wanted)
        there.append(ids_of(page))
    back = [ids_of(page)]
    while page.before is not None:
        page = cards(maker, user, Turn(page.before, is_back=True), wanted)
        back.append(ids_of(page))
    assert back[::-1] == there
    return there


@pytest.mark.parametrize("sort", Sort)
def test_pages_hold_each_item_once_there_and_back(maker: Maker, monkeypatch: pytest.MonkeyPatch, sort: Sort) -> None:
    monkeypatch.setattr(listing, "ITEMS_PER_PAGE", 2)
    user = maker.user()
    ids = [ending(maker, user, *days) for days in ((3,), (None,), (1, 2), (), (1,))]
    titled(maker, user, "Same", "Same")
    helped = ending(maker, maker.user(), 2)
    add_helper(maker, helped, user)
    pages = everything(maker, user, Wanted(sort=sort))
    assert [len(page) for page in pages] == [2, 2, 2, 2]
    assert len({media_id for page in pages for media_id in page}) == len(ids) + 3
    assert [media_id for page in pages for media_id in page] == sorted(
        (media_id for page in pages for media_id in page), key=place_in(maker, user, sort)
    )


def place_in(maker: Maker, user: User, sort: Sort) -> Callable[[int], tuple[object, ...]]:
    with database.reading(maker.bind) as db:
        known = {card.item.id: card for card in listing.media_of(db, user, now=NOW).rows}
        page = listing.media_of(db, user, Wanted(sort=sort), now=NOW)
        while page.after:
            known |= {card.item.id: card for card in page.rows}
            page = listing.media_of(db, user, Wanted(sort=sort), Turn(page.after), now=NOW)
        known |= {card.item.id: card for card in page.rows}
    if sort == Sort.NEWEST:
        return lambda media_id: (-media_id,)
    if sort == Sort.TITLE:
        return lambda media_id: (fold(known[media_id].item.title), media_id)
    far = NOW + timedelta(days=10_000)
    return lambda media_id: (end, media_id) if (end := known[media_id].next_end) else (far, -media_id)


@pytest.mark.parametrize("few", [0, 1, 3, 4, 5])
@pytest.mark.parametrize("sort", Sort)
def test_few_and_many_items_are_listed_alike(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, sort: Sort, few: int
) -> None:
    """Four items of their own and one that they help with, found by their ids or along an index."""
    monkeypatch.setattr(listing, "ITEMS_PER_PAGE", 2)
    user = maker.user()
    for days in ((3,), (None,), (1, 2), ()):
        ending(maker, user, *days)
    add_helper(maker, ending(maker, maker.user(), 2), user)
    ending(maker, maker.user(), 1)
    expected = everything(maker, user, Wanted(sort=sort))
    assert sum(map(len, expected)) == 5
    monkeypatch.setattr(keyset, "FEW", few)
    assert everything(maker, user, Wanted(sort=sort)) == expected
    assert everything(maker, user, Wanted("title", sort=sort)) == expected


def test_a_new_item_does_not_shift_the_next_page(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ITEMS_PER_PAGE", 2)
    user = maker.user()
    first, second, third = (maker.media(user) for _ in range(3))
    page = cards(maker, user)
    assert ids_of(page) == [third, second]
    assert page.before is None
    maker.media(user)
    assert page.after is not None
    assert ids_of(cards(maker, user, Turn(page.after))) == [first]


@pytest.mark.parametrize("text", ["", "0", "x", "1.2", "1.0.%", "1.0.AA", "1.0._w", "-1", "1.0." + "a" * 5000])
def test_what_is_no_place_is_not_found(maker: Maker, text: str) -> None:
    user = maker.user()
    for sort in Sort:
        with pytest.raises(NotFound):
            cards(maker, user, Turn(read_place(text or "x", is_time=sort == Sort.NEXT_END)), Wanted(sort=Sort.TITLE))


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
