"""What goes wrong while a recording is prepared, and how it goes on (contract 5.39, 8.33)."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.errors import NoSpace
from models.files import storage, work_folder
from models.files.doubtful_files import forget_doubtful_files
from models.media.preparing import TROUBLE, MediaState
from models.plumbing import database
from models.recordings import making
from models.recordings.child import ChildFailed
from models.tables import MediaFile
from models.workflows import dispatching, overseeing, preparing, work
from models.workflows.leasing import LONG_LEASE
from models.workflows.preparing import prepare_recording
from models.workflows.step_records import MAX_DEATHS
from tests.models.workflows import recordings
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def media_id(maker: Maker, tmp_path: Path) -> int:
    return recordings.add(maker, recordings.old_film(tmp_path))


@pytest.mark.parametrize("step", ["inspect", "make", "join", "draw_poster", "publish"])
def test_after_the_death_of_its_worker_at_any_step_another_one_goes_on(
    maker: Maker, media_id: int, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as deadly:
        recordings.killing_step(deadly, step)
        with pytest.raises(recordings.Killed):
            recordings.prepare(maker)
    # The dead worker's lease still holds.
    recordings.prepare(maker, now=NOW + LONG_LEASE - timedelta(seconds=1))
    assert recordings.state(maker, media_id).state == MediaState.PREPARING
    recordings.prepare(maker, now=NOW + LONG_LEASE)
    assert recordings.state(maker, media_id).state == MediaState.READY
    assert recordings.stored() == {".avi", ".mp4", ".jpg"}


def test_three_failures_in_a_row_set_it_aside_until_somebody_tries_again(
    maker: Maker, media_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ChildFailed

    now = NOW
    with monkeypatch.context() as broken:
        broken.setattr(work, "make_piece", fail)
        for failures in (1, 2, 3):
            recordings.prepare(maker, now=now)
            told = recordings.state(maker, media_id)
            assert told.trouble == TROUBLE
            assert told.state == (MediaState.FAILED if failures == 3 else MediaState.PREPARING)
            now = acts.workflows(maker)[0].due_at
    recordings.prepare(maker, now=now)
    assert recordings.state(maker, media_id).state == MediaState.FAILED
    assert acts.do(maker, overseeing.prepare_again, media_id, now=now)
    assert recordings.state(maker, media_id).trouble is None
    recordings.prepare(maker, now=now)
    assert recordings.state(maker, media_id).state == MediaState.READY


def test_a_full_disk_is_told_and_waited_for(maker: Maker, media_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_size: int, *, comes_first: bool) -> None:
        raise NoSpace

    now = NOW
    with monkeypatch.context() as full:
        full.setattr(storage, "begin_upload", refuse)
        for _ in range(5):
            recordings.prepare(maker, now=now)
            assert recordings.state(maker, media_id).trouble == NoSpace().sentence
            now = acts.workflows(maker)[0].due_at
    assert now == NOW + 5 * preparing.PAUSE
    recordings.prepare(maker, now=now)
    ready = recordings.state(maker, media_id)
    assert (ready.state, ready.trouble) == (MediaState.READY, None)


def test_an_original_that_is_lost_is_told_and_waited_for(maker: Maker, media_id: int) -> None:
    with database.reading(maker.bind) as db:
        name = db.scalars(select(MediaFile.stored_name).where(MediaFile.role == "original")).one()
    path = settings().media_folder / name
    path.rename(path.with_suffix(".away"))
    recordings.prepare(maker)
    told = recordings.state(maker, media_id)
    assert (told.state, told.trouble) == (
        MediaState.PREPARING,
        "The uploaded file is missing. This goes on by itself when the file is back.",
    )
    path.with_suffix(".away").rename(path)
    recordings.prepare(maker, now=NOW + preparing.PAUSE)
    assert recordings.state(maker, media_id).state == MediaState.READY


def test_after_a_death_the_next_message_finds_the_work_free(
    maker: Maker, media_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as deadly:
        recordings.killing_step(deadly, "make")
        with pytest.raises(recordings.Killed):
            recordings.prepare(maker)
    later = NOW + LONG_LEASE
    dispatch = dispatching.dispatch_preparing
    assert acts.do(maker, dispatch, now=later - timedelta(seconds=1), limit=10).ids == []
    assert acts.do(maker, dispatch, now=later, limit=10).ids == [acts.workflows(maker)[0].id]
    recordings.prepare(maker, now=later + timedelta(seconds=1))
    assert recordings.state(maker, media_id).state == MediaState.READY


@pytest.mark.parametrize("error", [ChildFailed, recordings.Killed])
def test_one_piece_that_never_gets_done_sets_it_aside_though_others_are_there(
    maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    monkeypatch.setattr("models.recordings.pieces.PICTURE_SECONDS", 0.2)
    media_id = recordings.add(maker, recordings.old_film(tmp_path, seconds=0.4))

    def make_piece(*arguments: object, **named: object) -> None:
        if getattr(arguments[1], "number", 0) == 1:
            raise error
        making.make_piece(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "make_piece", make_piece)
    now = NOW
    # Every second time it only waits.
    for _ in range(2 * MAX_DEATHS):
        with contextlib.suppress(recordings.Killed):
            recordings.prepare(maker, now=now)
        now = max(now + LONG_LEASE, acts.workflows(maker)[0].due_at)
    assert recordings.state(maker, media_id).state == MediaState.FAILED


def test_pieces_that_are_lost_are_made_again(maker: Maker, media_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a site that was restored from a backup, which has no folders of work."""
    with monkeypatch.context() as deadly:
        recordings.killing_step(deadly, "join")
        with pytest.raises(recordings.Killed):
            recordings.prepare(maker)
    work_folder.erase(media_id)
    recordings.prepare(maker, now=NOW + LONG_LEASE)
    assert recordings.state(maker, media_id).state == MediaState.READY


def test_a_file_whose_commit_got_no_answer_stays_until_a_sweep_has_looked_for_its_row(
    maker: Maker, media_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextlib.contextmanager
    def cut_off() -> Iterator[Session]:
        with database.writing(maker.bind) as db:
            yield db
            published = db.new or db.scalar(select(MediaFile.id).where(MediaFile.role == "video"))
        if published:
            raise OperationalError("COMMIT", {}, Exception(), connection_invalidated=True)

    with contextlib.suppress(OperationalError):
        prepare_recording(cut_off, acts.workflows(maker)[0].id, clock=lambda: NOW)
    assert ".mp4" in recordings.stored()
    assert recordings.state(maker, media_id).state == MediaState.READY
    later = datetime.now(UTC) + timedelta(hours=25)
    acts.sweep_files(maker, forget_doubtful_files, now=later)
    assert recordings.stored() == {".avi", ".mp4", ".jpg"}
