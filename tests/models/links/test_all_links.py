"""All links: whose are listed, found and filtered, and what is done to many at once (contract 4.52)."""

from collections.abc import Callable

import pytest

from models.links import all_links, deleting, ending, switching
from models.links.all_links import LinkSort, WantedLinks
from models.links.listing import ListedLink
from models.plumbing import database, keyset
from models.plumbing.folding import fold, fold_lines
from models.plumbing.keyset import Page, PageStart
from models.tables import GuestLink, MediaCollaborator, MediaItem, User
from models.tables.guest_link import LinkStatus
from tests.vocabulary.maker import NOW, Maker, after

DAY = 86400


def named(maker: Maker, media_id: int, name: str, *, title: str | None = None, days: int | None = None) -> int:
    link = maker.link(media_id, days=days)
    with database.writing(maker.bind) as db:
        row = db.get_one(GuestLink, link.id)
        row.name, row.folded = name, fold(name)
        if title is not None:
            row.media.title, row.media.folded = title, fold(title)
    return link.id


def page_of(
    maker: Maker, user: User, wanted: WantedLinks = all_links.ANY, start: PageStart = all_links.FIRST, seconds: int = 0
) -> Page[ListedLink]:
    with database.reading(maker.bind) as db:
        return all_links.links_found(db, user, wanted, start, now=after(seconds))


def ids(page: Page[ListedLink]) -> list[int]:
    return [row.link.id for row in page.rows]


def found(maker: Maker, user: User, **wanted: object) -> list[int]:
    return ids(page_of(maker, user, WantedLinks(**wanted)))  # type: ignore[arg-type]


def test_an_owner_sees_the_links_of_their_items_and_of_those_they_help_with_and_an_admin_all(maker: Maker) -> None:
    owner, other = maker.user(), maker.user()
    mine, helped, hers = maker.link(maker.media(owner)), maker.link(maker.media(other)), maker.link(maker.media(other))
    deleted, gone = maker.link(maker.media(owner)), maker.link(maker.media(owner))
    with database.writing(maker.bind) as db:
        db.add(MediaCollaborator(media_id=helped.media_id, user_id=owner.id, email=owner.email))
        deleting.delete_link(db, deleted.id, now=NOW)
        db.get_one(MediaItem, gone.media_id).deleted_at = NOW
    for sort in LinkSort:
        assert sorted(found(maker, owner, sort=sort)) == sorted([mine.id, helped.id])
    assert found(maker, maker.user("admin")) == [hers.id, helped.id, mine.id]


@pytest.mark.parametrize("wanted", [{}, {"words": "link"}, {"status": LinkStatus.ACTIVE}])
@pytest.mark.parametrize("sort", LinkSort)
def test_a_person_without_items_has_no_links(maker: Maker, sort: LinkSort, wanted: dict[str, object]) -> None:
    maker.link(maker.media(maker.user()))
    assert found(maker, maker.user(), sort=sort, **wanted) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [("EQUIPO", [0]), ("anos", [1]), ("ארץ", [2]), ("100%", [1]), ("_", []), ("% a", []), ("description", [])],
)
def test_search_looks_at_the_name_and_at_the_title_and_no_further(
    maker: Maker, words: str, expected: list[int]
) -> None:
    owner = maker.user()
    made = [
        named(maker, maker.media(owner), "Para el equipo", title="Curso"),
        named(maker, maker.media(owner), "100%", title="Diez Años"),
        named(maker, maker.media(owner), "Guests", title="אֶרֶץ"),
    ]
    with database.writing(maker.bind) as db:
        db.get_one(GuestLink, made[2]).media.folded = fold_lines("אֶרֶץ", "a description")
    assert found(maker, owner, words=words) == [made[place] for place in expected]


def test_the_status_is_that_of_the_rule_and_each_link_has_one(maker: Maker) -> None:
    owner = maker.user()
    active, expired, used_up, off, ended = (
        maker.link(maker.media(owner), clicks=clicks, days=days)
        for clicks, days in ((None, 2), (None, 1), (1, None), (None, None), (None, None))
    )
    maker.enter(used_up)
    with database.writing(maker.bind) as db:
        switching.turn_off_access(db, off.media_id, now=NOW)
        ending.end_link(db, ended.id, now=NOW)

    def of(status: LinkStatus, seconds: int) -> list[int]:
        return ids(page_of(maker, owner, WantedLinks(status=status), seconds=seconds))

    assert of(LinkStatus.ACTIVE, DAY) == [active.id]
    assert of(LinkStatus.ACTIVE, DAY - 1) == [expired.id, active.id]
    assert of(LinkStatus.EXPIRED, DAY) == [ended.id, expired.id]
    assert of(LinkStatus.EXPIRED, DAY - 1) == [ended.id]
    assert of(LinkStatus.LIMIT_REACHED, DAY) == [used_up.id]
    assert of(LinkStatus.OFF, DAY) == [off.id]
    assert of(LinkStatus.NOT_YET, DAY) == []


def test_orders(maker: Maker) -> None:
    owner = maker.user()
    media_id = maker.media(owner)
    third = named(maker, media_id, "Ábaco", days=9)
    second = named(maker, media_id, "zebra")
    first = named(maker, media_id, "abbot", days=2)
    assert found(maker, owner) == [first, second, third]
    assert found(maker, owner, sort=LinkSort.NEXT_END) == [first, third, second]
    assert found(maker, owner, sort=LinkSort.NAME) == [third, first, second]


@pytest.mark.parametrize("sort", LinkSort)
def test_pages_hold_each_link_once_there_and_back(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, sort: LinkSort
) -> None:
    monkeypatch.setattr(all_links, "LINKS_PER_PAGE", 2)
    owner = maker.user()
    made = [maker.link(maker.media(owner), days=days).id for days in (None, 3, 3, 1, None)]
    wanted = WantedLinks(sort=sort)
    page = page_of(maker, owner, wanted)
    pages = [ids(page)]
    while page.after:
        page = page_of(maker, owner, wanted, PageStart(page.after))
        pages.append(ids(page))
    back = [ids(page)]
    while page.before:
        page = page_of(maker, owner, wanted, PageStart(page.before, is_back=True))
        back.append(ids(page))
    assert pages == back[::-1]
    assert [len(each) for each in pages] == [2, 2, 1]
    assert sorted(link_id for each in pages for link_id in each) == made


@pytest.mark.parametrize("few", [0, 1, 3, 4, 2000])
@pytest.mark.parametrize("sort", LinkSort)
@pytest.mark.parametrize("is_admin", [False, True])
def test_few_and_many_links_are_found_alike(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, sort: LinkSort, few: int, is_admin: bool
) -> None:
    """By their ids, or along an index: those of four items, and of one that the owner helps with."""
    owner, other = maker.user(), maker.user()
    mine = [named(maker, maker.media(owner), f"Link {each}", days=each or None) for each in (0, 2, 1, 3)]
    helped, hers = named(maker, maker.media(other), "Link 4"), named(maker, maker.media(other), "Hers", title="Link")
    with database.writing(maker.bind) as db:
        media_id = db.get_one(GuestLink, helped).media_id
        db.add(MediaCollaborator(media_id=media_id, user_id=owner.id, email=owner.email))
    monkeypatch.setattr(keyset, "FEW", few)
    person, shown = (maker.user("admin"), [*mine, helped, hers]) if is_admin else (owner, [*mine, helped])
    newest, by_end = shown[::-1], [mine[2], mine[1], mine[3]]
    by_end += [link_id for link_id in newest if link_id not in by_end]
    by_name = [*([hers] if is_admin else []), mine[0], mine[2], mine[1], mine[3], helped]
    expected = {LinkSort.NEWEST: newest, LinkSort.NEXT_END: by_end, LinkSort.NAME: by_name}[sort]
    for narrowed in ({}, {"words": "link"}, {"status": LinkStatus.ACTIVE}):
        assert found(maker, person, sort=sort, **narrowed) == expected, narrowed
    assert found(maker, person, sort=sort, words="link 3") == [mine[3]]


def test_connected_guests_are_counted_for_each_link(maker: Maker) -> None:
    owner = maker.user()
    link, quiet = (maker.link(maker.media(owner)) for _ in range(2))
    maker.enter(link)
    assert [row.connected for row in page_of(maker, owner).rows] == [0, 0]
    assert found(maker, owner) == [quiet.id, link.id]


@pytest.mark.parametrize("act", [all_links.end_links, all_links.delete_links])
def test_many_at_once_touches_only_links_that_the_person_may_change(maker: Maker, act: object) -> None:
    owner, other = maker.user(), maker.user()
    first, second, kept = (maker.link(maker.media(owner)) for _ in range(3))
    hers = maker.link(maker.media(other))
    with database.writing(maker.bind) as db:
        done = act(db, owner, [second.id, first.id, hers.id, second.id, 999_999], now=NOW)  # type: ignore[operator]
        assert sorted(link.id for link in done) == [first.id, second.id]
    assert sorted(found(maker, owner, status=LinkStatus.ACTIVE)) == [kept.id]
    assert found(maker, other, status=LinkStatus.ACTIVE) == [hers.id]
    with database.writing(maker.bind) as db:
        assert act(db, owner, [], now=NOW) == []  # type: ignore[operator]


def test_at_most_as_many_as_a_page_has_are_done_at_once(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_links, "MOST_AT_ONCE", 2)
    owner = maker.user()
    made = [maker.link(maker.media(owner)).id for _ in range(3)]
    with database.writing(maker.bind) as db:
        assert len(all_links.end_links(db, owner, made, now=NOW)) == 2
    assert len(found(maker, owner, status=LinkStatus.ACTIVE)) == 1


@pytest.mark.parametrize("act", [all_links.end_links, all_links.delete_links])
def test_a_link_that_somebody_else_has_done_meanwhile_is_not_done_again(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, act: Callable[..., list[GuestLink]]
) -> None:
    owner = maker.user()
    done, other = maker.link(maker.media(owner)), maker.link(maker.media(owner))
    with database.writing(maker.bind) as db:
        read_before = all_links.links_among(db, owner, [done.id, other.id], now=NOW)
        assert [each.id for each in act(db, owner, [done.id], now=NOW)] == [done.id]
        monkeypatch.setattr(all_links, "links_among", lambda *_given, **_named: read_before)
        assert [each.id for each in act(db, owner, [done.id, other.id], now=NOW)] == [other.id]
        assert act(db, owner, [done.id, other.id], now=NOW) == []
