"""The demo shows every side of the product, and is made once (contract 7.2, 7.39)."""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.config.settings import settings
from models.errors import Misconfigured
from models.guests import guest_entries
from models.links import deleting as link_deleting
from models.links import listing, switching
from models.links.listing import ListedLink
from models.media import deleting
from models.plumbing import clock, database
from models.tables import AuditEntry, GuestLink, MediaFile, MediaItem, User
from models.tables.guest_link import LinkStatus
from models.tables.media_file import FileRole
from models.tables.media_item import Kind
from tests.vocabulary.maker import Maker
from web.cli.demo import people, story
from web.cli.demo.captions import SENTENCES
from web.cli.demo.content import make_content
from web.cli.demo.film import make_film

Start = Callable[[], dict[str, str | None]]


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("film") / "film.mp4"
    make_film(target)
    return target


@pytest.fixture
def start(maker: Maker, film: Path) -> Start:
    """Make the demo, or find it. The film was drawn before."""
    return lambda: make_content(clock.utcnow(), os.open(film, os.O_RDONLY))


def items() -> list[MediaItem]:
    with database.reading() as db:
        return list(db.scalars(select(MediaItem).where(MediaItem.deleted_at.is_(None)).order_by(MediaItem.id)))


def links() -> list[ListedLink]:
    with database.reading() as db:
        return [row for item in items() for row in listing.links_of(db, item.id, now=clock.utcnow())]


def item(title: str) -> MediaItem:
    [found] = [item for item in items() if item.title == title]
    return found


def names_of_links(media_id: int) -> set[str]:
    return {row.link.name for row in links() if row.link.media_id == media_id}


def ids() -> tuple[list[int], list[int]]:
    """Of items and links."""
    return [item.id for item in items()], [row.link.id for row in links()]


def count(table: type[object]) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def test_there_is_an_item_of_each_kind_and_each_that_can_has_a_poster(start: Start) -> None:
    start()
    assert Counter(item.kind for item in items()) == Counter([Kind.VIDEO, Kind.LIVE, Kind.ROOM, Kind.AUDIO, Kind.LIVE])
    with database.reading() as db:
        posters = select(MediaItem.title).join(MediaFile).where(MediaFile.role == FileRole.POSTER)
        captions = select(MediaFile.language).where(MediaFile.role == FileRole.CAPTIONS)
        assert set(db.scalars(posters)) == {story.FILM, story.LIVE, story.MUSIC, story.CONCERT}
        assert set(db.scalars(captions)) == {"en", "es", "he"}


def test_there_is_a_link_in_each_state_and_one_that_ends_soon(start: Start) -> None:
    start()
    open_links, others = {LinkStatus.ACTIVE}, {LinkStatus.NOT_YET, LinkStatus.EXPIRED, LinkStatus.LIMIT_REACHED}
    assert {row.status for row in links()} == open_links | others
    ends = [row.link.expires_at for row in links() if row.status == LinkStatus.ACTIVE and row.link.expires_at]
    assert [(end - clock.utcnow()).days for end in ends] == [0]


def test_guests_have_been_there_and_nobody_is_there_now(start: Start) -> None:
    start()
    for each in items():
        with database.reading() as db:
            whose = guest_entries.Whose(each.id)
            guests = guest_entries.entries_of(db, whose, page=1, now=clock.utcnow()).rows
        came = [visitor for visitor in people.VISITORS if visitor.link in names_of_links(each.id)]
        assert [(guest.name, guest.watched_seconds, guest.share) for guest in guests] == [
            (visitor.name, visitor.seconds, 2 * round(50 * visitor.share)) for visitor in reversed(came)
        ]
        assert all(guest.entered_at < clock.utcnow() and not guest.is_connected for guest in guests)
    assert not any(row.connected for row in links())


def test_the_audit_log_tells_it_in_the_order_of_time(start: Start) -> None:
    start()
    with database.reading() as db:
        times = list(db.scalars(select(AuditEntry.at).order_by(AuditEntry.id)))
        acts = Counter(db.scalars(select(AuditEntry.act)))
    assert times == sorted(times)
    assert times[-1] < clock.utcnow()
    added = {"media_added": len(items()), "access_on": len(items()), "link_created": len(links())}
    assert acts == added | {"captions_added": len(SENTENCES), "poster_set": 3}


def test_a_second_start_shows_the_same_links_also_when_access_is_off(start: Start) -> None:
    first = start()
    made = ids()
    with database.writing() as db:
        for each in items():
            switching.turn_off_access(db, each.id, now=clock.utcnow())
        db.get_one(MediaItem, item(story.FILM).id).title = "Another title"
    assert start() == first
    assert ids() == made


def test_what_the_owner_has_deleted_does_not_come_back(start: Start) -> None:
    first = start()
    [of_live] = [row.link.id for row in links() if row.link.media_id == item(story.LIVE).id]
    with database.writing() as db:
        deleting.delete_media(db, item(story.FILM).id, now=clock.utcnow())
        link_deleting.delete_link(db, of_live, now=clock.utcnow())
    assert start() == {name: first[name] for name in ("email", "password", "room_link")}
    assert {item.title for item in items()} == {story.LIVE, story.ROOM, story.MUSIC, story.CONCERT}
    assert of_live not in {row.link.id for row in links()}


def test_other_links_of_the_owner_are_not_printed(start: Start, maker: Maker) -> None:
    first = start()
    with database.reading() as db:
        owner = db.scalars(select(User)).one()
    private = maker.link(maker.media(owner, now=clock.utcnow()), now=clock.utcnow())
    with database.writing() as db:
        deleting.delete_media(db, item(story.FILM).id, now=clock.utcnow())
    assert "guest_link" not in start()
    assert maker.token(private) not in str(first)


def test_a_site_with_media_gets_no_demo(start: Start, maker: Maker) -> None:
    maker.media()
    with pytest.raises(Misconfigured, match="for a new site"):
        start()
    assert (len(items()), count(GuestLink), count(User)) == (1, 0, 1)


def test_a_demo_that_could_not_be_made_leaves_nothing_and_is_made_later(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(story, "let_in", fail)
        with pytest.raises(ZeroDivisionError):
            start()
    assert [count(table) for table in (User, MediaItem, GuestLink)] == [0, 0, 0]
    assert not list(settings().media_folder.glob("*.*"))
    assert start()["guest_link"]


def test_the_film_is_drawn_where_none_came_from_the_other_process(maker: Maker) -> None:
    """It was killed: its pipe is at its end."""
    reader, writer = os.pipe()
    os.close(writer)
    assert make_content(clock.utcnow(), reader)["guest_link"]
    assert item(story.FILM)
