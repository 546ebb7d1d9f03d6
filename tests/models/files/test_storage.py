"""Keeping media files: random names, spare space on the disk, and nothing left behind."""

import errno
import os
import re
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.config.settings import settings
from models.errors import MediaFolderMissing, NoSpace
from models.files import arriving, storage
from tests.vocabulary.uploads import left_over


def kept() -> set[str]:
    return {path.name for path in left_over()}


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "a\nb", "<b>.php", "x.mp4"], ids=ascii)
def test_a_file_is_kept_under_a_random_name_whatever_it_was_called(tmp_path: Path, name: str) -> None:
    source = tmp_path / name.replace("/", "")
    source.write_bytes(b"bytes")
    one, two = storage.keep_copy(source, "mp4"), storage.keep_copy(source, "mp4")
    assert kept() == {one, two}
    for stored_name in (one, two):
        assert re.fullmatch(r"[0-9a-f]{32}\.mp4", stored_name)
        assert (settings().media_folder / stored_name).read_bytes() == b"bytes"


def test_an_upload_stays_when_its_temporary_file_is_removed() -> None:
    upload = settings().media_folder / "upload-x"
    upload.write_bytes(b"bytes")
    stored_name = storage.keep_uploaded(upload, "webm")
    upload.unlink()
    assert kept() == {stored_name}
    assert (settings().media_folder / stored_name).read_bytes() == b"bytes"


@pytest.mark.parametrize(("spare", "fits"), [(1, True), (0, True), (-1, False)])
def test_the_disk_keeps_its_spare_bytes(monkeypatch: pytest.MonkeyPatch, spare: int, fits: bool) -> None:
    free = arriving.SPARE_BYTES + 1000 + spare
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    if fits:
        storage.check_space(1000)
    else:
        with pytest.raises(NoSpace, match="not enough free space"):
            storage.check_space(1000)


def test_an_interrupted_copy_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupted(_more: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    source = tmp_path / "x.mp4"
    source.write_bytes(b"bytes")
    with pytest.raises(NoSpace):
        storage.keep_copy(source, "mp4", interrupted)
    assert kept() == set()


def test_discarding_removes_only_the_named_files() -> None:
    for name in ("mine.mp4", "mine.jpg", "other.mp4"):
        (settings().media_folder / name).touch()
    storage.discard("mine.mp4", None, "mine.jpg", "never-was.mp4")
    assert kept() == {"other.mp4"}


@pytest.mark.parametrize(("seconds", "stays"), [(-60, True), (60, False)])
def test_only_uploads_older_than_a_day_are_abandoned(seconds: int, stays: bool) -> None:
    then = time.time() - storage.ABANDONED_SECONDS - seconds
    settings().arriving_folder.mkdir()
    # Older versions wrote uploads into the media folder itself.
    for name in ("upload-x", "upload-7-x", "stored.mp4", "arriving/upload-y"):
        path = settings().media_folder / name
        path.touch()
        os.utime(path, (then, then))
    storage.remove_abandoned_uploads()
    assert kept() == ({"upload-x", "upload-7-x", "upload-y", "stored.mp4"} if stays else {"stored.mp4"})


def test_a_missing_media_folder_raises_and_is_not_made(tmp_path: Path) -> None:
    source = tmp_path / "x.mp4"
    source.write_bytes(b"bytes")
    settings().media_folder.rmdir()
    with pytest.raises(MediaFolderMissing, match="Is its disk mounted"):
        storage.keep_copy(source, "mp4")
    assert not settings().media_folder.exists()
