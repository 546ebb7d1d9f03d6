"""Sweeps and clean-up with the media in a bucket: a file is gone only if the bucket says so."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.files import storage
from models.media import deleting
from models.plumbing import database
from models.tables import MediaFile, MediaItem
from models.upkeep import running
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.maker import Maker

pytestmark = pytest.mark.usefixtures("bucket_asked_each_time")


def notice(now: datetime) -> list[bool]:
    """Whether each item, oldest first, is missing after the sweep."""
    running.run_task("notice_missing_files", now=now)
    with database.reading() as db:
        found = db.scalars(select(MediaItem.missing_since).order_by(MediaItem.id))
        return [since is not None for since in found]


def names() -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(MediaFile.stored_name).order_by(MediaFile.media_id)))


def test_an_item_is_missing_while_the_bucket_lacks_its_file(bucket: Bucket, maker: Maker) -> None:
    for _ in range(2):
        bucket.film(maker, b"a film")
    now, minute = datetime.now(UTC), timedelta(minutes=1)
    assert notice(now) == [False, False]
    gone, _ = names()
    bucket.remove(gone)
    assert notice(now + minute) == [True, False]
    bucket.put(gone, b"a film")
    assert notice(now + 2 * minute) == [False, False]


@pytest.mark.parametrize("how", ["503 Slow Down", "403 Forbidden", "404 Not Found", "silent", "no bucket"])
def test_while_the_bucket_cannot_be_reached_nothing_is_marked_or_erased(
    bucket: Bucket, maker: Maker, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    media_id = bucket.film(maker, b"a film")
    with database.writing() as db:
        deleting.delete_media(db, maker.media(), now=datetime.now(UTC))
    bucket.go_away(how)
    assert notice(datetime.now(UTC))[0] is False
    # As if the connection broke after this check.
    monkeypatch.setattr(storage, "is_reachable", lambda: True)
    assert notice(datetime.now(UTC))[0] is False
    running.sweep_all()
    with database.reading() as db:
        assert len(list(db.scalars(select(MediaFile.id)))) == 2, "the row of the deleted item stays as long as its file"
        assert db.get_one(MediaItem, media_id).missing_since is None


def test_the_files_of_a_deleted_item_are_erased_from_the_bucket(bucket: Bucket, maker: Maker) -> None:
    deleted = bucket.film(maker, b"a film")
    bucket.film(maker, b"another")
    _, other = names()
    with database.writing() as db:
        deleting.delete_media(db, deleted, now=datetime.now(UTC))
    running.sweep_all()
    assert (bucket.names(), names()) == ({other}, [other])


def test_a_file_without_a_row_is_erased_after_a_day(bucket: Bucket, maker: Maker) -> None:
    bucket.film(maker, b"a film")
    orphan, [named] = storage.keep_bytes(b"of a process that was killed", "vtt"), names()
    storage.note_doubtful(named)
    then = datetime.now(UTC).timestamp() - storage.ABANDONED_SECONDS - 60
    for note in (orphan, named):
        os.utime(settings().doubtful_folder / note, (then, then))
    bucket.refuse("503 Slow Down")
    running.sweep_all()
    bucket.refuse(None)
    assert bucket.names() == {orphan, named}
    running.sweep_all()
    assert bucket.names() == {named}
    assert list(settings().doubtful_folder.iterdir()) == []
