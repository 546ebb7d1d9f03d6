"""Missing files: an item is unavailable until its file is back, and nothing is removed (contract 2.29, 2.30)."""

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.files import storage
from models.links import listing
from models.media.missing_files import ROUND_EVERY
from models.plumbing import clock, database
from models.plumbing.sweeping import Swept
from models.tables import GuestLink, MediaFile, MediaItem
from models.upkeep import running
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def look(maker: Maker, *, now: datetime = NOW, limit: int = 100) -> Swept:
    return running.run_task("notice_missing_files", now=now, limit=limit, bind=maker.bind)


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


def file_ids(maker: Maker) -> list[int]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(MediaFile.id).order_by(MediaFile.id)))


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
    look(maker, now=NOW + ROUND_EVERY)
    assert missing(maker) == {link.media_id: NOW}, "since it was first found to be missing"
    away.rename(file)
    look(maker, now=NOW + 2 * ROUND_EVERY)
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


@pytest.mark.parametrize(("items", "batches"), [(1, (1,)), (2, (2, 0)), (3, (2, 1)), (4, (2, 2, 0))])
def test_bounded_runs_look_for_each_file_once_in_a_round(maker: Maker, items: int, batches: tuple[int, ...]) -> None:
    for _ in range(items):
        maker.media()
    for minute in range(2):
        begins = NOW + minute * ROUND_EVERY
        runs = [look(maker, now=begins, limit=2) for _ in batches]
        assert sorted(file for run in runs for file in run.ids) == file_ids(maker)
        assert [(len(run.ids), run.backlog) for run in runs] == [
            (done, items - sum(batches[: number + 1])) for number, done in enumerate(batches)
        ]
        assert [bool(run.place) for run in runs] == [True] * (len(runs) - 1) + [False]
        assert look(maker, now=begins).ids == []
        assert look(maker, now=begins + ROUND_EVERY - timedelta(seconds=1)).ids == []


def test_a_round_that_a_minute_interrupts_goes_on_where_it_was(maker: Maker) -> None:
    for _ in range(3):
        maker.media()
    assert look(maker, limit=2).ids == file_ids(maker)[:2]
    assert look(maker, now=NOW + ROUND_EVERY, limit=2).ids == file_ids(maker)[2:]


def test_a_sweep_of_the_whole_site_begins_a_round_that_has_not_got_to_its_end_again(maker: Maker) -> None:
    first, other = maker.link(), maker.link()
    look(maker, now=clock.fresh_now(maker.bind), limit=1)
    file_of(maker, first.media_id).unlink()
    running.sweep_all(bind=maker.bind)
    assert {media_id for media_id, since in missing(maker).items() if since} == {first.media_id} != {other.media_id}


def test_a_sweep_of_the_whole_site_looks_for_files_also_right_after_a_round(maker: Maker) -> None:
    link = maker.link()
    now = clock.fresh_now(maker.bind)
    for _ in range(2):
        look(maker, now=now)
    away = file_of(maker, link.media_id).rename(settings().media_folder / "away")
    running.sweep_all(bind=maker.bind)
    assert missing(maker)[link.media_id] is not None
    away.rename(file_of(maker, link.media_id))
    assert running.sweep_all(bind=maker.bind)["notice_missing_files"] == 1
    assert missing(maker) == {link.media_id: None}


def test_a_file_of_which_the_disk_tells_nothing_does_not_keep_a_round_from_the_others(maker: Maker) -> None:
    unknown, gone = maker.link(), maker.link()
    file_of(maker, gone.media_id).unlink()
    circle = file_of(maker, unknown.media_id)
    circle.unlink()
    circle.symlink_to(circle)
    assert [len(look(maker, limit=1).ids) for _ in range(2)] == [0, 1]
    assert missing(maker) == {unknown.media_id: None, gone.media_id: NOW}


def test_a_file_that_came_back_before_the_mark_marks_nothing(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked for again under a lock: it may have been replaced, or made anew."""
    link, other = maker.link(), maker.link()
    looks: list[list[str]] = []
    look_for = storage.look_for

    def first_gone(names: Iterable[str]) -> dict[str, bool]:
        looks.append(list(names))
        found = look_for(looks[-1])
        return found if len(looks) > 1 else {**found, file_of(maker, link.media_id).name: False}

    monkeypatch.setattr(storage, "look_for", first_gone)
    look(maker)
    assert [len(names) for names in looks] == [2, 1]
    assert missing(maker) == {link.media_id: None, other.media_id: None}


def test_a_link_made_while_the_file_is_missing_is_unavailable_until_it_is_back(maker: Maker) -> None:
    media_id = maker.media()
    file = file_of(maker, media_id)
    away = file.rename(file.with_name("away"))
    look(maker)
    link = maker.link(media_id)
    assert acts.status(maker, link) == "media_gone"
    away.rename(file)
    look(maker, now=NOW + ROUND_EVERY)
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
