"""A backup is one instant of a running site, in one whole file or none (contract 11.19 to 11.21)."""

import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.backups import making
from models.backups.archive import MEDIA
from models.backups.making import make_backup
from models.config import lock_files
from models.config.settings import settings
from models.errors import CannotBackUp, MediaFolderMissing
from models.files import storage
from models.plumbing import database, keys
from models.plumbing.file_locks import is_locked
from models.site import founding
from models.tables import GuestEntry, GuestLink, GuestSession, MediaFile
from tests.conftest import forget
from tests.models.backups.conftest import Places, back_up, restore
from tests.vocabulary import acts
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.maker import NOW, Maker, after
from tests.vocabulary.patches import fill_disk, largest_file
from tests.vocabulary.server import ROOT

# A backup that kills itself while it writes.
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from models.backups.making import make_backup
from models.plumbing import database

def kill(doing, _done, _total):
    if doing == "Writing the backup":
        os.kill(os.getpid(), signal.SIGKILL)

make_backup(database.engine(), Path(sys.argv[1]), kill, now=datetime.now(UTC))
"""


def names(file: Path) -> list[str]:
    with tarfile.open(file) as archive:
        return archive.getnames()


def media_in(file: Path) -> set[str]:
    return {name.removeprefix(MEDIA) for name in names(file) if name.startswith(MEDIA)}


def stored_names(maker: Maker) -> set[str]:
    with database.reading(maker.bind) as db:
        return set(db.scalars(select(MediaFile.stored_name)))


def once(act: Callable[[], object], doing: str = "Writing the backup") -> Callable[[str, int, int], None]:
    """Does this in the middle of a backup, the first time that it reports so."""
    left = [act]

    def report(now_doing: str, _done: int, _total: int) -> None:
        if now_doing == doing and left:
            left.pop()()

    return report


@pytest.fixture
def guests_enter(maker: Maker) -> Iterator[GuestLink]:
    """Four guests at a time enter through this link until the end of the test."""
    link, ended = maker.link(), threading.Event()

    def enter() -> None:
        while not ended.is_set():
            maker.enter(link)

    entering = [threading.Thread(target=enter) for _ in range(4)]
    for thread in entering:
        thread.start()
    yield link
    ended.set()
    for thread in entering:
        thread.join()


def test_it_is_one_instant_while_guests_enter(
    maker: Maker, guests_enter: GuestLink, target: Path, places: Places
) -> None:
    def entered() -> int:
        with database.reading(maker.bind) as db:
            return db.scalar(select(func.count(GuestEntry.id))) or 0

    while entered() < 20:
        time.sleep(0.01)
    before = entered()
    back_up(maker, target)
    after_it = entered()
    while entered() < after_it + 20:
        time.sleep(0.01)
    places.move()
    _, restored = restore(target, with_access=True)
    with database.reading(restored.bind) as db:
        entries, sessions = (db.scalar(select(func.count(table.id))) for table in (GuestEntry, GuestSession))
        clicks = db.scalar(select(GuestLink.clicks))
        ordinals = list(db.scalars(select(GuestEntry.ordinal).order_by(GuestEntry.ordinal)))
    assert entries == sessions == clicks
    assert before <= len(ordinals) <= after_it
    assert ordinals == list(range(1, len(ordinals) + 1))


def test_only_its_user_can_read_it_and_nothing_else_is_left_beside_it(maker: Maker, target: Path) -> None:
    before = os.umask(0)
    try:
        back_up(maker, target)
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(target.parent.iterdir()) == [target]


def test_it_holds_the_files_that_the_database_names_and_no_others(maker: Maker, target: Path) -> None:
    link, deleted = maker.link(), maker.link()
    acts.delete_media(maker, deleted)
    (settings().media_folder / "upload-abc").write_bytes(b"arriving")
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


def test_a_killed_backup_holds_nothing_up_and_the_next_one_clears_up_behind_it(maker: Maker, target: Path) -> None:
    link = maker.link()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(target)], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
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


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_pg_dump_it_says_what_to_install(maker: Maker, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotBackUp, match="pg_dump is not installed"):
        back_up(maker, target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_damaged_database_is_not_backed_up(maker: Maker, target: Path) -> None:
    for _ in range(50):
        maker.link()
    file = Path(maker.bind.url.database or "")
    maker.bind.dispose()
    content = bytearray(file.read_bytes())
    content[-20_000:] = os.urandom(20_000)
    file.write_bytes(content)
    forget()
    with pytest.raises(CannotBackUp, match="The database"):
        back_up(Maker(database.engine()), target)
    assert list(target.parent.iterdir()) == []
