"""A recording whose file for guests is lost, while its uploaded file is there (contract 8.35)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.config.settings import settings
from models.errors import NotFound
from models.files.doubtful_files import forget_doubtful_files
from models.media import deleting, missing_files, starting_to_prepare
from models.media.preparing import MediaState
from models.plumbing import database
from models.tables import GuestLink, MediaFile, MediaItem, Workflow
from models.workflows import overseeing
from tests.models.workflows import recordings
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def media_id(maker: Maker, tmp_path: Path) -> int:
    """It was prepared."""
    media_id = maker.media()
    original = recordings.old_film(tmp_path).rename(settings().media_folder / "film.avi")
    with database.writing(maker.bind) as db:
        row = MediaFile(
            media_id=media_id,
            role="original",
            stored_name=original.name,
            content_type="video/x-msvideo",
            created_at=NOW,
        )
        row.size = original.stat().st_size
        db.add(row)
        starting_to_prepare.begin_preparing(db, media_id, original.name, usable_seconds=None, now=NOW)
        db.execute(update(Workflow).values(state="done"))
    return media_id


def path_of(maker: Maker, role: str) -> Path:
    with database.reading(maker.bind) as db:
        name = db.scalars(select(MediaFile.stored_name).where(MediaFile.role == role)).one()
    return settings().media_folder / name


def again(maker: Maker, media_id: int) -> bool:
    return acts.do(maker, overseeing.prepare_again, media_id)


def test_what_is_lost_is_made_again_from_the_uploaded_file(maker: Maker, media_id: int) -> None:
    maker.link(media_id)
    lost = path_of(maker, "video")
    lost.rename(away := lost.with_suffix(".away"))
    acts.sweep_files(maker, missing_files.notice_missing_files)
    assert recordings.state(maker, media_id).state == MediaState.UNAVAILABLE
    assert again(maker, media_id)
    waits = recordings.state(maker, media_id)
    assert (waits.state, waits.progress) == (MediaState.PREPARING, 0)
    with database.reading(maker.bind) as db:
        assert db.scalars(select(MediaItem.missing_since)).one() is None
        assert db.scalars(select(GuestLink.media_available)).one()
    assert not again(maker, media_id)
    recordings.prepare(maker, workflow=1)
    assert recordings.state(maker, media_id).state == MediaState.READY
    made = path_of(maker, "video")
    # The old disk comes back. Its file is erased a day later, and the new one stays.
    away.rename(lost)
    acts.sweep_files(maker, forget_doubtful_files, now=datetime.now(UTC) + timedelta(hours=25))
    assert (made.exists(), lost.exists(), path_of(maker, "original").exists()) == (True, False, True)


def test_nothing_is_made_again_that_is_there(maker: Maker, media_id: int) -> None:
    assert not again(maker, media_id)
    assert recordings.state(maker, media_id).state == MediaState.READY


def test_nothing_is_made_again_without_the_uploaded_file(maker: Maker, media_id: int) -> None:
    path_of(maker, "video").unlink()
    path_of(maker, "original").unlink()
    assert not again(maker, media_id)
    assert path_of(maker, "video")


def test_nothing_is_made_again_of_a_deleted_item(maker: Maker, media_id: int) -> None:
    path_of(maker, "video").unlink()
    acts.do(maker, deleting.delete_media, media_id)
    with pytest.raises(NotFound):
        again(maker, media_id)
    assert len(acts.workflows(maker)) == 2, "the one of preparing, and the one of the deletion"


def test_what_was_uploaded_is_never_forgotten_though_guests_are_sent_it(maker: Maker, media_id: int) -> None:
    """As with a WebM, which is sent beside its MP4."""
    original = path_of(maker, "original")
    with database.writing(maker.bind) as db:
        uploaded = db.scalars(select(MediaFile).where(MediaFile.role == "original")).one()
        uploaded.role = "video"
    with database.reading(maker.bind) as db:
        made = db.scalars(select(MediaFile.stored_name).where(MediaFile.content_type == "video/mp4")).one()
    original.rename(original.with_suffix(".away"))
    assert not again(maker, media_id)
    original.with_suffix(".away").rename(original)
    (settings().media_folder / made).unlink()
    assert again(maker, media_id)
    with database.reading(maker.bind) as db:
        assert db.scalars(select(MediaFile.stored_name).where(MediaFile.role == "video")).all() == [original.name]
