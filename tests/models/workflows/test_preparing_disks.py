"""No lock is held while a recording is prepared, and disks, buckets and other workers may come and go meanwhile
(contract 5.39, 8.31 to 8.33)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import OperationalError

from models.config.settings import settings
from models.errors import MediaUnreadable
from models.files import storage
from models.files.folder import LocalFile
from models.media import deleting, preparing
from models.media.preparing import MediaState
from models.plumbing import database
from models.recordings.making import Made
from models.tables import MediaFile, Preparation, Workflow, WorkflowStep
from models.workflows.leasing import LONG_LEASE
from models.workflows.preparing import PAUSE
from tests.models.workflows import recordings
from tests.vocabulary import acts
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.without_children import without_children
from tests.vocabulary.write_locks import write_at_once

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# What children do for a recording of sound, in this order.
WORK = ["inspect", "encode_sound", "join", "draw"]


def test_anybody_may_write_while_a_step_is_at_work(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    media_id, done, keep = recordings.add_sound(maker), [], storage.keep_uploaded

    def meanwhile(work: str) -> None:
        write_at_once(maker.bind)
        done.append(work)

    def keep_uploaded(path: Path, ending: str) -> str:
        meanwhile("keep")
        return keep(path, ending)

    monkeypatch.setattr(storage, "keep_uploaded", keep_uploaded)
    with without_children(meanwhile):
        recordings.prepare(maker)
    assert done == [*WORK, "keep"]
    assert recordings.state(maker, media_id).state == MediaState.READY


@pytest.mark.parametrize("work", WORK)
def test_a_media_folder_that_is_away_for_a_while_is_told_and_waited_for(maker: Maker, work: str) -> None:
    media_id, folder = recordings.add_sound(maker), settings().media_folder
    away = folder.with_name("away")

    def unmount(now: str) -> None:
        if now == work:
            folder.rename(away)

    with without_children(unmount):
        recordings.prepare(maker)
    told = recordings.state(maker, media_id)
    assert (told.state, told.trouble) == (
        MediaState.PREPARING,
        "The media folder is missing. Is its disk mounted?",
    )
    assert not folder.exists(), "it is never made anew"
    away.rename(folder)
    with without_children():
        recordings.prepare(maker, now=NOW + PAUSE)
    ready = recordings.state(maker, media_id)
    assert (ready.state, ready.trouble) == (MediaState.READY, None)
    assert recordings.stored() == {".flac", ".m4a", ".jpg"}


def test_an_original_that_cannot_be_read_is_told_and_waited_for(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    media_id = recordings.add_sound(maker)

    def refuse(_file: LocalFile) -> None:
        raise PermissionError(13, "Permission denied")

    now = NOW
    with monkeypatch.context() as closed:
        closed.setattr(LocalFile, "open", refuse)
        for _ in range(5):
            recordings.prepare(maker, now=now)
            told = recordings.state(maker, media_id)
            assert (told.state, told.trouble) == (MediaState.PREPARING, MediaUnreadable("").sentence)
            now = acts.workflows(maker)[0].due_at
    with without_children():
        recordings.prepare(maker, now=now)
    assert recordings.state(maker, media_id).state == MediaState.READY


@pytest.mark.usefixtures("bucket_asked_each_time")
@pytest.mark.parametrize("work", ["encode_sound", "draw"])
def test_a_bucket_that_is_away_for_a_while_is_waited_for(bucket: Bucket, maker: Maker, work: str) -> None:
    media_id = recordings.add_sound(maker)

    def go_away(now: str) -> None:
        if now == work:
            bucket.refuse("503 Slow Down")

    with without_children(go_away):
        recordings.prepare(maker)
    told = recordings.state(maker, media_id)
    assert told.state == MediaState.PREPARING
    assert told.trouble is not None
    bucket.refuse(None)
    with without_children():
        recordings.prepare(maker, now=NOW + PAUSE)
    assert recordings.state(maker, media_id).state == MediaState.READY
    assert {Path(name).suffix for name in bucket.names()} == {".flac", ".m4a", ".jpg"}


def test_a_worker_that_hung_reports_nothing_when_another_has_taken_over(maker: Maker) -> None:
    media_id = recordings.add_sound(maker)

    def hang(work: str) -> None:
        if work == "encode_sound":
            with database.writing(maker.bind) as db:
                db.execute(update(Workflow).values(lease_holder="another"))
                db.execute(update(WorkflowStep).values(deaths=2))

    with without_children(hang):
        recordings.prepare(maker)
    with database.reading(maker.bind) as db:
        assert db.scalars(select(Preparation.progress)).one() == 0
        assert set(db.scalars(select(WorkflowStep.deaths))) == {2}
    assert recordings.state(maker, media_id).state == MediaState.PREPARING
    with without_children():
        recordings.prepare(maker, now=NOW + LONG_LEASE + timedelta(seconds=1))
    assert recordings.state(maker, media_id).state == MediaState.READY


@pytest.mark.parametrize("is_deleted", [False, True])
def test_only_an_item_that_is_there_gets_the_file(maker: Maker, is_deleted: bool) -> None:
    media_id = recordings.add_sound(maker)
    with database.reading(maker.bind) as db:
        source = db.scalars(select(Preparation.source_name)).one()
    if is_deleted:
        acts.do(maker, deleting.delete_media, media_id)
    file, made = storage.StoredFile("made.m4a", 4), Made("audio/mp4", "m4a", 4, 1.0, 0, 0)
    added = [acts.do(maker, preparing.publish, media_id, name, file, made) for name in ("another.flac", source, source)]
    assert added == [False, not is_deleted, False]
    with database.reading(maker.bind) as db:
        names = set(db.scalars(select(MediaFile.stored_name)))
    assert names == {source} | (set() if is_deleted else {"made.m4a"})


def test_a_database_that_is_away_for_a_while_costs_no_piece(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    media_id, done = recordings.add_sound(maker), []

    def go_away(work: str) -> None:
        done.append(work)
        if work == "encode_sound":
            away.setattr(database, "writing", refuse)

    def refuse(_bind: Engine) -> None:
        raise OperationalError("BEGIN", {}, Exception(), connection_invalidated=True)

    with without_children(go_away):
        with monkeypatch.context() as away, pytest.raises(OperationalError):
            recordings.prepare(maker)
        recordings.prepare(maker, now=NOW + LONG_LEASE)
    assert done == WORK
    assert recordings.state(maker, media_id).state == MediaState.READY
