"""Missing files: an item is unavailable until its file is back, and nothing is removed (contract 2.29, 2.30)."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from models.config.settings import settings
from models.links import listing
from models.media.missing_files import CHECK_EVERY, notice_missing_files
from models.plumbing import database
from models.plumbing.sweeping import Swept
from models.tables import GuestLink, MediaFile, MediaItem
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def look(maker: Maker, *, now: datetime = NOW, limit: int = 100) -> Swept:
    swept: Swept = acts.do(maker, notice_missing_files, now=now, limit=limit)
    return swept


def file_of(maker: Maker, media_id: int) -> Path:
    with database.reading(maker.bind) as db:
        name = db.scalars(select(MediaFile.stored_name).where(MediaFile.media_id == media_id)).one()
    return settings().media_folder / name


def listed(maker: Maker, link: GuestLink) -> str:
    """The status in the owner's list."""
    with database.reading(maker.bind) as db:
        [only_link] = listing.links_of(db, link.media_id, now=NOW)
        assert only_link.status == listing.link_by_id(db, link.id, now=NOW).status
    return only_link.status


def missing(maker: Maker) -> dict[int, datetime | None]:
    with database.reading(maker.bind) as db:
        return {item.id: item.missing_since for item in db.scalars(select(MediaItem))}


def test_an_item_whose_file_is_gone_is_unavailable_and_the_others_are_not(maker: Maker) -> None:
    link, other = maker.link(), maker.link()
    guest, others = maker.enter(link), maker.enter(other)
    key = acts.watch(maker, others)
    file_of(maker, link.media_id).unlink()
    look(maker)
    assert missing(maker) == {link.media_id: NOW, other.media_id: None}
    assert acts.status(maker, link) == "media_gone"
    assert acts.load(maker, guest) is None
    assert acts.status(maker, other) == "active"
    assert acts.plays(maker, others, key)


def test_an_owner_sees_what_guests_see_before_any_sweep_has_looked(maker: Maker) -> None:
    link, other = maker.link(), maker.link()
    assert listed(maker, link) == listed(maker, other) == "active"
    file_of(maker, link.media_id).unlink()
    assert (listed(maker, link), listed(maker, other)) == ("media_gone", "active")


def test_without_the_media_folder_an_owner_sees_the_item_as_gone_and_nothing_is_marked(maker: Maker) -> None:
    link = maker.link()
    settings().media_folder.rename(settings().media_folder.with_name("unmounted"))
    assert listed(maker, link) == "media_gone"
    assert missing(maker) == {link.media_id: None}


def test_the_mark_goes_when_the_file_is_back_and_nothing_was_removed(maker: Maker) -> None:
    link = maker.link(days=1)
    guest = maker.enter(link)
    file = file_of(maker, link.media_id)
    away = file.rename(file.with_name("away"))
    look(maker)
    look(maker, now=NOW + CHECK_EVERY)
    assert missing(maker) == {link.media_id: NOW}, "since it was first found to be missing"
    away.rename(file)
    look(maker, now=NOW + 2 * CHECK_EVERY)
    assert missing(maker) == {link.media_id: None}
    assert acts.status(maker, link) == "active"
    assert acts.load(maker, guest)
    # The time of the link went on meanwhile.
    assert acts.status(maker, link, now=NOW + timedelta(days=1)) == "expired"


def test_a_missing_media_folder_marks_nothing_and_is_not_made(maker: Maker) -> None:
    media_id = maker.media()
    shutil.rmtree(settings().media_folder)
    assert look(maker) == Swept([], 0)
    assert missing(maker) == {media_id: None}
    assert not settings().media_folder.exists()


def test_a_deleted_item_is_not_looked_for_and_stays_gone(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    assert look(maker).ids == []
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, link.id).media_available is False


def test_bounded_runs_check_all_files_and_none_twice_in_a_minute(maker: Maker) -> None:
    for _ in range(3):
        maker.media()
    first, second = look(maker, limit=2), look(maker, limit=2)
    assert (len(first.ids), first.backlog, len(second.ids), second.backlog) == (2, 1, 1, 0)
    assert look(maker, now=NOW + CHECK_EVERY - timedelta(seconds=1)).ids == []
    again = look(maker, now=NOW + CHECK_EVERY, limit=2)
    assert set(again.ids) == set(first.ids)


def test_a_link_made_while_the_file_is_missing_is_unavailable_until_it_is_back(maker: Maker) -> None:
    media_id = maker.media()
    file = file_of(maker, media_id)
    away = file.rename(file.with_name("away"))
    look(maker)
    link = maker.link(media_id)
    assert acts.status(maker, link) == "media_gone"
    away.rename(file)
    look(maker, now=NOW + CHECK_EVERY)
    assert acts.status(maker, link) == "active"


def test_guests_see_that_a_file_is_missing_without_any_worker(maker: Maker) -> None:
    link, other = maker.link(), maker.link()
    guest, others = maker.enter(link), maker.enter(other)
    key, others_key = acts.watch(maker, guest), acts.watch(maker, others)
    away = file_of(maker, link.media_id).rename(settings().media_folder / "away")
    assert acts.status_on_load(maker, link) == "media_gone"
    assert acts.load(maker, guest) is None
    assert not acts.plays(maker, guest, key), "a refused load ends the visits of its session"
    assert acts.status_on_load(maker, other) == "active"
    assert acts.plays(maker, others, others_key)
    away.rename(file_of(maker, link.media_id))
    assert acts.status_on_load(maker, link) == "active"
    assert acts.load(maker, guest)
    assert missing(maker) == {link.media_id: None, other.media_id: None}, "reading pages marks nothing"
