"""Deleting a media item: everything ends at once, before any task has run (contract 2.28)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.errors import DoesNotAdmit
from models.links import listing
from models.plumbing import database
from models.tables import GuestLink, MediaFile, MediaItem, Visit, Workflow
from tests.models.workflows.breaking import break_step
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def write_recording(maker: Maker, link: GuestLink) -> Path:
    """Write the recording of the link's item to the disk."""
    with database.reading(maker.bind) as db:
        name = db.scalars(select(MediaFile.stored_name).where(MediaFile.media_id == link.media_id)).one()
    path = settings().media_folder / name
    path.write_bytes(b"0123456789")
    return path


def test_links_sessions_and_visits_end_with_the_commit(maker: Maker) -> None:
    link, elsewhere = maker.link(), maker.link()
    guest, other = maker.enter(link), maker.enter(elsewhere)
    key, others = acts.watch(maker, guest), acts.watch(maker, other)
    acts.delete_media(maker, link)
    with pytest.raises(DoesNotAdmit, match="media_gone"):
        maker.enter(link)
    assert acts.load(maker, guest) is None
    assert not acts.plays(maker, guest, key)
    assert acts.plays(maker, other, others)
    assert acts.load(maker, maker.enter(elsewhere))


def test_nobody_is_connected_to_deleted_media_before_any_worker_has_run(maker: Maker) -> None:
    link, elsewhere = maker.link(), maker.link()
    for each in (link, elsewhere):
        acts.watch(maker, maker.enter(each))
    acts.delete_media(maker, link)
    with database.reading(maker.bind) as db:
        connected = [listing.link_by_id(db, each.id, now=NOW).connected for each in (link, elsewhere)]
    assert connected == [0, 1]


def test_deleting_twice_is_the_same_as_deleting_once(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    acts.delete_media(maker, link, now=NOW + timedelta(hours=1))
    with database.reading(maker.bind) as db:
        assert db.get_one(MediaItem, link.media_id).deleted_at == NOW
    assert [workflow.event for workflow in acts.workflows(maker)] == ["media_deleted"]


def test_deleting_an_unknown_item_changes_nothing(maker: Maker) -> None:
    from models.media import deleting

    acts.do(maker, deleting.delete_media, 999_999)
    assert acts.workflows(maker) == []


def test_the_row_and_its_links_stay_for_the_message_page(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    acts.sweep(maker, now=NOW + timedelta(minutes=1))
    assert acts.status(maker, link) == "media_gone"
    with database.reading(maker.bind) as db:
        assert db.get_one(MediaItem, link.media_id).title == "A title"


def test_the_workflow_erases_its_files_and_no_others(maker: Maker) -> None:
    link, elsewhere = maker.link(), maker.link()
    mine, others = write_recording(maker, link), write_recording(maker, elsewhere)
    acts.delete_media(maker, link)
    assert mine.exists()
    acts.sweep(maker, now=NOW + timedelta(seconds=2))
    assert not mine.exists()
    assert others.exists()
    with database.reading(maker.bind) as db:
        assert db.scalars(select(MediaFile.media_id)).all() == [elsewhere.media_id]


def test_its_files_go_before_its_guests_who_may_be_many(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    link = maker.link()
    maker.enter(link)
    path = write_recording(maker, link)
    acts.delete_media(maker, link)
    with monkeypatch.context() as broken:
        break_step(broken, "remove_guests")
        acts.sweep(maker, now=NOW + timedelta(seconds=2))
    assert not path.exists()
    acts.sweep(maker, now=NOW + timedelta(minutes=1))
    assert acts.sessions(maker) == set()


def test_a_workflow_of_the_version_before_does_its_steps_in_its_own_order(maker: Maker) -> None:
    link = maker.link()
    maker.enter(link)
    path = write_recording(maker, link)
    acts.delete_media(maker, link)
    with database.writing(maker.bind) as db:
        steps = db.scalars(select(Workflow)).one().steps
        for step, name in zip(steps, ("end_visits", "remove_guests", "remove_groups", "erase_files"), strict=True):
            step.name = name
    acts.sweep(maker, now=NOW + timedelta(seconds=2))
    assert not path.exists()
    assert [workflow.state for workflow in acts.workflows(maker)] == ["done"]


def test_even_a_watching_guest_does_not_delay_the_erasing(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    acts.watch(maker, guest)
    path = write_recording(maker, link)
    acts.delete_media(maker, link, now=NOW + timedelta(seconds=1))
    acts.sweep(maker, now=NOW + timedelta(seconds=2))
    assert not path.exists()
    assert acts.sessions(maker) == set()
    assert acts.groups(maker) == set()
    with database.reading(maker.bind) as db:
        assert db.scalars(select(Visit.id)).all() == []


def test_an_unmounted_disk_keeps_no_file_of_deleted_media_once_it_is_back(maker: Maker) -> None:
    link = maker.link()
    path = write_recording(maker, link)
    away = path.parent.with_name("unmounted")
    acts.delete_media(maker, link)
    path.parent.rename(away)
    acts.sweep(maker, now=NOW + timedelta(seconds=2))
    assert [workflow.state for workflow in acts.workflows(maker)] == ["open"]
    away.rename(path.parent)
    assert path.exists()
    acts.sweep(maker, now=NOW + timedelta(seconds=12))
    assert not path.exists()
    assert [workflow.state for workflow in acts.workflows(maker)] == ["done"]


def test_a_file_that_is_already_gone_does_not_stop_the_workflow(maker: Maker) -> None:
    link = maker.link()
    write_recording(maker, link).unlink()
    acts.delete_media(maker, link)
    acts.sweep(maker)
    assert [workflow.state for workflow in acts.workflows(maker)] == ["done"]


def test_the_link_of_deleted_media_expires_without_reviving_anything(maker: Maker) -> None:
    link = maker.link(days=1)
    acts.delete_media(maker, link)
    acts.sweep(maker, now=NOW + timedelta(days=1))
    acts.sweep(maker, now=NOW + timedelta(days=1, minutes=1))
    assert acts.status(maker, link, now=NOW + timedelta(days=1)) == "media_gone"
    assert {workflow.state for workflow in acts.workflows(maker)} == {"done"}
