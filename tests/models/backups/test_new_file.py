"""A backup is whole or not there, and never replaces a file (contract 11.21)."""

import errno
import fcntl
import os
import sqlite3
import time
from pathlib import Path
from typing import IO, Any

import pytest

from models.backups.making import make_backup
from models.backups.new_file import PREFIX, SUFFIX
from models.config.settings import settings
from models.errors import CannotBackUp
from tests.models.backups.backing_up import (
    back_up,
    once,
    stored_names,
)
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.patches import fill_disk, largest_file


def test_only_its_user_can_read_it_and_nothing_else_is_left_beside_it(maker: Maker, target: Path) -> None:
    before = os.umask(0)
    try:
        back_up(maker, target)
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_it_never_replaces_a_file(maker: Maker, target: Path) -> None:
    target.symlink_to("nowhere")
    with pytest.raises(CannotBackUp, match="There is already a file"):
        back_up(maker, target)
    target.unlink()

    def write() -> None:
        target.write_bytes(b"of somebody else")

    with pytest.raises(CannotBackUp, match="There is already a file"):
        make_backup(maker.bind, target, once(write), now=NOW)
    assert target.read_bytes() == b"of somebody else"
    assert list(target.parent.iterdir()) == [target]


def test_a_folder_that_is_missing_is_named(maker: Maker, target: Path) -> None:
    with pytest.raises(CannotBackUp, match=r"There is no folder .*/nowhere\."):
        back_up(maker, target.parent / "nowhere" / "x")


@pytest.fixture
def without_locks(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the target is on a network disk that knows no locks: neither ours nor those of SQLite."""
    flock, connect = fcntl.flock, sqlite3.connect

    def refuse(file: IO[str], operation: int) -> None:
        if Path(f"/proc/self/fd/{file.fileno()}").resolve().parent == target.parent:
            raise OSError(errno.ENOLCK, "No locks available")
        flock(file, operation)

    def check(address: str, **options: Any) -> sqlite3.Connection:
        assert str(target.parent) not in address or address.endswith("?vfs=unix-none")
        opened: sqlite3.Connection = connect(address, **options)
        return opened

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(sqlite3, "connect", check)


@pytest.mark.usefixtures("without_locks")
@pytest.mark.parametrize(("seconds", "stays"), [(90, True), (90_000, False)])
def test_a_disk_without_locks_is_a_target_too(maker: Maker, target: Path, seconds: float, stays: bool) -> None:
    """A temporary file there goes when nothing was written to it for a day."""
    other = target.parent / f"{PREFIX}x{SUFFIX}"
    other.touch()
    os.utime(other, (time.time() - seconds,) * 2)
    back_up(maker, target)
    assert set(target.parent.iterdir()) == ({target, other} if stays else {target})


@pytest.mark.parametrize("size", [100, 3_000_000])
def test_a_disk_that_is_full_leaves_nothing(maker: Maker, target: Path, size: int) -> None:
    maker.media()
    (name,) = stored_names(maker)
    (settings().media_folder / name).write_bytes(os.urandom(4_000_000))
    with largest_file(size), pytest.raises(CannotBackUp) as refusal:
        back_up(maker, target)
    assert "\n" not in str(refusal.value)
    assert list(target.parent.iterdir()) == []


def test_a_disk_without_enough_space_is_refused_before_it_is_full(
    maker: Maker, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_disk(monkeypatch, free=1024)
    with pytest.raises(CannotBackUp, match=r"the backup needs \d+ MB, and 0 MB are free"):
        back_up(maker, target)
    assert list(target.parent.iterdir()) == []
