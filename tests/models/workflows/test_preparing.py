"""Preparing a recording: the steps, what stops them, and who takes over (contract 8.30 to 8.33)."""

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.files import work_folder
from models.media import deleting
from models.media.preparing import MediaState
from models.plumbing import database
from models.recordings import making
from models.tables import Preparation, Workflow
from models.upkeep import running
from models.workflows import preparing_steps, work
from models.workflows.leasing import LONG_LEASE
from tests.models.workflows import recordings
from tests.vocabulary import acts, films
from tests.vocabulary.maker import NOW, Maker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def media_id(maker: Maker, tmp_path: Path) -> int:
    return recordings.add(maker, recordings.old_film(tmp_path))


def test_what_no_browser_plays_is_prepared_and_its_original_stays(maker: Maker, media_id: int) -> None:
    assert recordings.files(maker, media_id) == {"original": "video/x-msvideo", "poster": "image/jpeg"}
    before = recordings.state(maker, media_id)
    assert (before.state, before.progress) == (MediaState.PREPARING, 0)
    recordings.prepare(maker)
    after = recordings.state(maker, media_id)
    assert (after.state, after.progress, after.trouble) == (MediaState.READY, None, None)
    assert recordings.files(maker, media_id)["video"] == "video/mp4"
    assert recordings.stored() == {".avi", ".mp4", ".jpg"}
    assert not (settings().media_folder / "preparing" / str(media_id)).exists()


def test_a_recording_that_plays_everywhere_is_not_prepared(maker: Maker, tmp_path: Path) -> None:
    film = films.write(tmp_path / "film", "mp4", films.Pictures(films.times(25, 0.4)), movflags="faststart")
    media_id = recordings.add(maker, film)
    assert (recordings.state(maker, media_id).state, acts.workflows(maker)) == (MediaState.READY, [])


def test_a_worker_that_is_told_to_end_gives_the_work_back_at_once(maker: Maker, media_id: int) -> None:
    recordings.prepare(maker, going_on=lambda: False)
    [workflow] = acts.workflows(maker)
    assert (workflow.lease_holder, workflow.leased_until, workflow.due_at) == (None, None, NOW)
    assert [step.failures for step in workflow.steps] == [0] * 5
    recordings.prepare(maker)
    assert recordings.state(maker, media_id).state == MediaState.READY


def test_a_worker_that_lost_its_lease_records_and_publishes_nothing(
    maker: Maker, media_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = preparing_steps.LONG_STEPS["publish"]

    def lose_lease(given: work.Work) -> object:
        acts.do(maker, steal)
        return publish(given)

    def steal(db: object, *, now: object) -> None:
        db.query(Workflow).update({"lease_holder": "another"})  # type: ignore[attr-defined]

    with monkeypatch.context() as stolen:
        stolen.setitem(preparing_steps.LONG_STEPS, "publish", lose_lease)
        recordings.prepare(maker)
    assert recordings.state(maker, media_id).state == MediaState.PREPARING
    assert ".mp4" not in recordings.stored()
    [workflow] = acts.workflows(maker)
    assert (workflow.lease_holder, workflow.steps[4].state) == ("another", "running")


def test_the_pieces_that_are_made_are_not_made_again(
    maker: Maker, media_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as deadly:
        recordings.killing_step(deadly, "join")
        with pytest.raises(recordings.Killed):
            recordings.prepare(maker)
    monkeypatch.setattr(work, "make_piece", None)
    recordings.prepare(maker, now=NOW + LONG_LEASE)
    assert recordings.state(maker, media_id).state == MediaState.READY


def test_an_item_that_is_deleted_meanwhile_gets_no_file_and_its_folder_goes(
    maker: Maker, media_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = preparing_steps.LONG_STEPS["publish"]

    def delete_first(given: work.Work) -> object:
        acts.do(maker, deleting.delete_media, media_id)
        return publish(given)

    with monkeypatch.context() as meanwhile:
        meanwhile.setitem(preparing_steps.LONG_STEPS, "publish", delete_first)
        recordings.prepare(maker)
    assert "video" not in recordings.files(maker, media_id)
    assert (settings().media_folder / "preparing" / str(media_id)).exists()
    later = NOW + LONG_LEASE
    recordings.prepare(maker, now=later)
    assert acts.workflows(maker)[0].state == "done"
    assert not (settings().media_folder / "preparing" / str(media_id)).exists()
    acts.advance(maker, acts.workflows(maker)[1].id, now=later)
    assert recordings.stored() == set()


def test_a_sweep_erases_the_folders_of_items_that_are_not_being_prepared(maker: Maker, media_id: int) -> None:
    kept, idle = work_folder.opened(media_id), work_folder.opened(media_id + 1000)
    (idle / "picture-0000.piece").write_bytes(b"bytes")
    (idle.parent / "notes").mkdir()
    swept = acts.sweep_files(maker, work_folder.erase_idle_work)
    assert (swept.ids, swept.backlog) == ([media_id + 1000], 0)
    assert sorted(os.listdir(idle.parent)) == sorted([kept.name, "notes"])  # noqa: PTH208 (only the names)


def test_guestlink_sweep_prepares_too(maker: Maker, media_id: int) -> None:
    assert running.sweep_all(bind=maker.bind)["dispatch_preparing"] == 1
    assert recordings.state(maker, media_id).state == MediaState.READY


def test_progress_is_recorded_piece_by_piece(maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.recordings.pieces.PICTURE_SECONDS", 0.2)
    media_id = recordings.add(maker, recordings.old_film(tmp_path, seconds=0.8))
    seen, make_piece = [], making.make_piece

    def watched(*arguments: object, **named: object) -> None:
        with database.reading(maker.bind) as db:
            seen.append(db.scalars(select(Preparation.progress)).one())
        make_piece(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "make_piece", watched)
    recordings.prepare(maker)
    assert seen == [0, 24, 48, 71]
    assert recordings.state(maker, media_id).state == MediaState.READY
