"""What a backup of a running site holds, and that nothing is erased meanwhile (contract 11.19, 11.20)."""

import os
from pathlib import Path

import pytest

from models.backups import making
from models.backups.making import make_backup
from models.config import lock_files
from models.config.settings import settings
from models.errors import CannotBackUp, MediaFolderMissing
from models.files import storage
from models.plumbing import database, keys
from models.plumbing.file_locks import Locked, is_locked
from models.site import founding
from tests.models.backups.backing_up import (
    back_up,
    media_in,
    names,
    once,
    restore,
    stored_names,
)
from tests.models.backups.conftest import Places
from tests.models.backups.killed import killed_backup
from tests.vocabulary import acts
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.maker import NOW, Maker, after


def test_it_holds_the_files_that_the_database_names_and_no_others(maker: Maker, target: Path) -> None:
    link, deleted = maker.link(), maker.link()
    acts.delete_media(maker, deleted)
    settings().arriving_folder.mkdir()
    (settings().arriving_folder / "upload-7-abc").write_bytes(b"arriving")
    doubtful = storage.keep_bytes(b"no row names it", "vtt")
    made = back_up(maker, target)
    assert len(media_in(target)) == made.media_files == 1
    assert media_in(target) < stored_names(maker)
    assert doubtful not in media_in(target)
    assert acts.status(maker, link) == "active"


def test_a_missing_file_is_reported_and_the_others_are_kept(maker: Maker, target: Path) -> None:
    maker.media()
    (there,) = stored_names(maker)
    maker.media()
    (gone,) = stored_names(maker) - {there}
    (settings().media_folder / gone).unlink()
    made = back_up(maker, target)
    assert (made.missing, media_in(target)) == ([gone], {there})


def test_without_its_media_folder_a_site_is_not_backed_up(maker: Maker, target: Path) -> None:
    settings().media_folder.rmdir()
    with pytest.raises(MediaFolderMissing):
        back_up(maker, target)
    assert list(target.parent.iterdir()) == []


def test_the_media_of_a_bucket_are_not_in_it(bucket: Bucket, maker: Maker, target: Path) -> None:
    maker.media()
    made = back_up(maker, target)
    assert (media_in(target), made.media_files, made.missing) == (set(), 0, [])
    assert made.label.bucket == f"http://127.0.0.1:{bucket.port}/guestlink-media/a-site/media"


def test_what_is_deleted_or_replaced_meanwhile_is_in_it_and_erased_later(maker: Maker, target: Path) -> None:
    link = maker.link()
    (name,) = stored_names(maker)

    def delete() -> None:
        acts.delete_media(maker, link)
        acts.sweep(maker, now=after(1))
        assert (settings().media_folder / name).exists()

    make_backup(maker.bind, target, once(delete), now=NOW)
    assert media_in(target) == {name}
    acts.sweep(maker, now=after(12))
    assert not (settings().media_folder / name).exists()


def test_keys_that_are_rotated_meanwhile_still_open_it(maker: Maker, target: Path, places: Places) -> None:
    link = maker.link()
    token = maker.token(link)

    def rotate() -> None:
        keys.rotate_key(settings())
        with database.writing(maker.bind) as db:
            founding.record_key(db)

    make_backup(maker.bind, target, once(rotate), now=NOW)
    assert keys.FORMER_KEYS_FILE in names(target)
    places.move()
    restore(target)
    assert maker.token(link) == token


def test_a_second_backup_at_the_same_time_is_refused(
    maker: Maker, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PATIENCE_SECONDS", 0.2)

    def second() -> None:
        with pytest.raises(CannotBackUp, match="Another backup of this site is running"):
            back_up(maker, target.with_name("second"))

    make_backup(maker.bind, target, once(second), now=NOW)
    assert list(target.parent.iterdir()) == [target]


def test_a_lock_that_cannot_be_taken_inside_is_not_another_backup(
    maker: Maker, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise Locked

    monkeypatch.setattr(storage, "check_folder", fail)
    with pytest.raises(Locked):
        back_up(maker, target)
    assert not is_locked(settings().data / lock_files.BACKUP)


def test_a_killed_backup_holds_nothing_up_and_the_next_one_clears_up_behind_it(maker: Maker, target: Path) -> None:
    link = maker.link()
    killed_backup(target)
    assert not target.exists()
    left = list(target.parent.iterdir())
    assert left
    assert not is_locked(settings().data / lock_files.BACKUP)
    acts.delete_media(maker, link)
    acts.sweep(maker, now=after(1))
    assert list(settings().media_folder.iterdir()) == []
    for file in left:
        os.utime(file, (0, 0))
    back_up(maker, target)
    assert list(target.parent.iterdir()) == [target]
