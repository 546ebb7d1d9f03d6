"""The order and the pages of *My media* (contract 4.51)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.errors import NotFound
from models.links import switching
from models.media import listing
from models.media.listing import Sort, Wanted
from models.plumbing import database, keyset
from models.plumbing.folding import fold
from models.plumbing.keyset import PageStart, read_place
from models.tables import User
from tests.models.media.lists import add_helper, cards, ending, ids_of, titled
from tests.vocabulary.maker import NOW, Maker, after


def test_titles_are_in_one_order_on_both_databases(maker: Maker) -> None:
    user = maker.user()
    titles = ["אבא", "Zebra", "éclair", "Eclair 2", "apple", "10", "Ärger"]
    titled(maker, user, *titles)
    page = cards(maker, user, wanted=Wanted(sort=Sort.TITLE))
    assert [card.item.title for card in page.rows] == ["10", "apple", "Ärger", "éclair", "Eclair 2", "Zebra", "אבא"]


def test_the_item_whose_link_ends_next_comes_first_and_those_without_an_end_last(maker: Maker) -> None:
    user = maker.user()
    late, endless, soon, off, bare = (ending(maker, user, *days) for days in ((9, 8), (None,), (30, 1), (2,), ()))
    with database.writing(maker.bind) as db:
        switching.turn_off_access(db, off, now=NOW)
    page = cards(maker, user, wanted=Wanted(sort=Sort.NEXT_END))
    assert ids_of(page) == [soon, late, bare, off, endless]
    assert [card.next_end for card in page.rows] == [after(86400), after(8 * 86400), None, None, None]
    assert [card.active_links for card in page.rows] == [2, 2, 0, 0, 1]


def everything(maker: Maker, user: User, wanted: Wanted) -> list[list[int]]:
    """Forward through all pages, and back again from the last one."""
    page = cards(maker, user, wanted=wanted)
    there = [ids_of(page)]
    while page.after is not None:
        page = cards(maker, user, PageStart(page.after), wanted)
        there.append(ids_of(page))
    back = [ids_of(page)]
    while page.before is not None:
        page = cards(maker, user, PageStart(page.before, is_back=True), wanted)
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
            page = listing.media_of(db, user, Wanted(sort=sort), PageStart(page.after), now=NOW)
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
    assert ids_of(cards(maker, user, PageStart(page.after))) == [first]


@pytest.mark.parametrize("text", ["", "0", "x", "1.2", "1.0.%", "1.0.AA", "1.0._w", "-1", "1.0." + "a" * 5000])
def test_what_is_no_place_is_not_found(maker: Maker, text: str) -> None:
    user = maker.user()
    for sort in Sort:
        with pytest.raises(NotFound):
            cards(
                maker, user, PageStart(read_place(text or "x", is_time=sort == Sort.NEXT_END)), Wanted(sort=Sort.TITLE)
            )
