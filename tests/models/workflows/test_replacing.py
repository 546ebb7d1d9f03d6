"""Replacing the file of a recording under the same item (contract 4.54)."""

from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.errors import Forbidden, Invalid, NotFound
from models.media import deleting, preparing, replacing, showing
from models.media.preparing import MediaState
from models.plumbing import database
from models.recordings.refusals import ENCRYPTED_VIDEO
from models.tables import MediaFile, MediaItem
from models.tables.workflow import Event, WorkflowState
from models.workflows import preparing_steps
from models.workflows.work import Work
from tests.models.workflows import recordings
from tests.models.workflows.replacements import is_there, playable, replace, rows
from tests.vocabulary import acts, films
from tests.vocabulary.maker import NOW, Maker, after

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def played(maker: Maker, media_id: int) -> str:
    (row,) = rows(maker, media_id, "video")
    return row.stored_name


def events(maker: Maker) -> list[str]:
    return [workflow.event for workflow in acts.workflows(maker)]


@pytest.fixture
def media_id(maker: Maker, tmp_path: Path) -> int:
    return recordings.add(maker, playable(tmp_path, "old"))


def test_a_file_that_plays_everywhere_takes_the_place_at_once(maker: Maker, media_id: int, tmp_path: Path) -> None:
    (old,), (old_poster,) = rows(maker, media_id, "video"), rows(maker, media_id, "poster")
    link = maker.link(media_id)
    replace(maker, media_id, playable(tmp_path))
    assert played(maker, media_id) != old.stored_name
    assert [row.id for row in rows(maker, media_id, "replaced")] == [old.id]
    assert is_there(old), "open pages play it"
    (poster,) = rows(maker, media_id, "poster")
    assert poster.stored_name != old_poster.stored_name
    assert not is_there(old_poster)
    assert events(maker) == [Event.RECORDING_REPLACED]
    assert maker.token(link) == maker.token(link)
    with database.reading(maker.bind) as db:
        assert showing.file_of(db, media_id, "video", file_id=old.id) is not None
        newest = showing.file_of(db, media_id, "video")
        assert newest is not None
        assert newest.stored_name == played(maker, media_id)


def test_the_old_one_stays_until_the_new_one_is_prepared(maker: Maker, media_id: int, tmp_path: Path) -> None:
    old = played(maker, media_id)
    replace(maker, media_id, recordings.old_film(tmp_path))
    assert played(maker, media_id) == old
    state = recordings.state(maker, media_id)
    assert (state.state, state.progress) == (MediaState.READY, 0)
    with database.reading(maker.bind) as db:
        assert replacing.is_waiting(db, media_id)
    recordings.prepare(maker)
    assert played(maker, media_id) != old
    assert [row.stored_name for row in rows(maker, media_id, "replaced")] == [old]
    assert sorted({row.role for row in rows(maker, media_id)}) == ["original", "poster", "replaced", "video"]
    assert recordings.state(maker, media_id).progress is None
    assert events(maker) == [Event.RECORDING_ADDED, Event.RECORDING_REPLACED]


def test_a_poster_that_an_owner_chose_stays(maker: Maker, media_id: int, tmp_path: Path) -> None:
    with database.writing(maker.bind) as db:
        db.scalars(select(MediaFile).where(MediaFile.role == "poster")).one().created_at = after(5)
    (chosen,) = rows(maker, media_id, "poster")
    replace(maker, media_id, playable(tmp_path))
    replace(maker, media_id, recordings.old_film(tmp_path))
    recordings.prepare(maker, workflow=1)
    assert [row.id for row in rows(maker, media_id, "poster", "next_poster")] == [chosen.id]
    assert is_there(chosen)


def refuse(_work: Work) -> NoReturn:
    raise Invalid("file", ENCRYPTED_VIDEO)


def test_a_file_that_cannot_be_prepared_leaves_the_old_one_and_the_owner_is_told(
    maker: Maker, media_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = played(maker, media_id)
    replace(maker, media_id, recordings.old_film(tmp_path))
    monkeypatch.setitem(preparing_steps.LONG_STEPS, "join", refuse)
    recordings.prepare(maker)
    assert played(maker, media_id) == old
    assert rows(maker, media_id, "replaced") == []
    with database.reading(maker.bind) as db:
        owner = db.get_one(MediaItem, media_id).owner
        (failed,) = preparing.failures_of(db, owner)
    assert (failed.media_id, failed.is_replacement) == (media_id, True)


def test_a_second_file_takes_the_place_of_the_one_that_waits(maker: Maker, media_id: int, tmp_path: Path) -> None:
    replace(maker, media_id, recordings.old_film(tmp_path))
    (waiting,) = rows(maker, media_id, "next")
    replace(maker, media_id, recordings.old_film(tmp_path, 0.8))
    (second,) = rows(maker, media_id, "next")
    assert second.stored_name != waiting.stored_name
    assert not is_there(waiting)
    first, last = acts.workflows(maker)
    assert (first.state, last.state) == (WorkflowState.DONE, WorkflowState.OPEN)
    # A worker may still be at the first one, in the same folder.
    assert last.due_at == after(60) + replacing.STOPS_WITHIN
    recordings.prepare(maker, now=after(120), workflow=1)
    (video,) = rows(maker, media_id, "video")
    assert video.duration_seconds == pytest.approx(0.8, abs=0.1)


def test_sound_may_replace_pictures(maker: Maker, media_id: int, tmp_path: Path) -> None:
    sound = films.write(tmp_path / "sound.mp3", "mp3", None, films.Tone(0.5, codec="libmp3lame"))
    replace(maker, media_id, sound)
    with database.reading(maker.bind) as db:
        assert db.get_one(MediaItem, media_id).kind == "audio"
    assert rows(maker, media_id, "poster") == []


def test_what_is_no_recording_or_deleted_is_refused_and_nothing_stays(maker: Maker, tmp_path: Path) -> None:
    room, gone = maker.media(kind="room"), maker.media()
    before = set(settings().media_folder.iterdir())
    with database.writing(maker.bind) as db:
        deleting.delete_media(db, gone, now=NOW)
    for media_id, refusal in ((room, Forbidden), (gone, NotFound)):
        with pytest.raises(refusal):
            replace(maker, media_id, playable(tmp_path))
    assert set(settings().media_folder.iterdir()) - before <= {settings().media_folder / "arriving"}


def test_an_item_that_was_deleted_meanwhile_gets_no_file(maker: Maker, media_id: int, tmp_path: Path) -> None:
    old = played(maker, media_id)
    replace(maker, media_id, recordings.old_film(tmp_path))
    with database.writing(maker.bind) as db:
        deleting.delete_media(db, media_id, now=after(61))
    recordings.prepare(maker)
    assert played(maker, media_id) == old
    assert rows(maker, media_id, "replaced") == []
