"""Sweeps that look for files or erase them: no transaction is open meanwhile, and no run takes long (contract 5.13)."""

import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.config.settings import settings
from models.files import folder, storage, work_folder
from models.plumbing import sweeping
from models.upkeep import running
from tests.vocabulary import acts, unfinished_uploads
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.write_locks import write_at_once, written_while_files_are_removed

TOMORROW = timedelta(hours=25)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def leave_doubtful_file(_maker: Maker) -> None:
    storage.keep_bytes(b"bytes", "vtt")


def leave_work_folder(_maker: Maker) -> None:
    (work_folder.opened(7) / "picture-0000.piece").write_bytes(b"bytes")


def leave_upload(maker: Maker) -> None:
    unfinished_uploads.begin(maker.user().id)


SWEEPS = {
    "forget_doubtful_files": leave_doubtful_file,
    "erase_idle_work": leave_work_folder,
    "remove_expired_uploads": leave_upload,
}


@pytest.mark.parametrize("name", SWEEPS)
def test_anybody_may_write_while_a_sweep_erases_files(maker: Maker, name: str) -> None:
    SWEEPS[name](maker)
    with written_while_files_are_removed(maker.bind) as removed:
        running.run_task(name, now=datetime.now(UTC) + TOMORROW, bind=maker.bind)
    assert removed


def test_anybody_may_write_while_a_sweep_looks_for_files(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    media_id, asked = maker.media(), list[str]()

    def look_for(names: Iterable[str]) -> dict[str, bool]:
        write_at_once(maker.bind)
        asked.extend(names)
        return dict.fromkeys(asked, True)

    monkeypatch.setattr(folder, "look_for", look_for)
    assert running.run_task("notice_missing_files", now=NOW, bind=maker.bind).ids == [media_id]
    assert len(asked) == 1


@pytest.mark.parametrize("name", SWEEPS)
def test_a_sweep_that_takes_long_stops_and_goes_on(maker: Maker, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(sweeping, "ERASING_SECONDS", 0.0)
    for _ in range(2):
        SWEEPS[name](maker)
    work_folder.opened(8)
    now = datetime.now(UTC) + TOMORROW
    first, second = (running.run_task(name, now=now, bind=maker.bind) for _ in range(2))
    assert (first.backlog, first.more) == (1, True)
    assert (second.backlog, second.more) == (0, False)


def test_a_folder_in_which_work_begins_again_is_not_erased(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_work_folder(maker)
    rmtree = shutil.rmtree

    def begin_anew(path: Path, *, ignore_errors: bool) -> None:
        (work_folder.opened(7) / "picture-0001.piece").write_bytes(b"new")
        rmtree(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", begin_anew)
    acts.sweep_files(maker, work_folder.erase_idle_work)
    assert [path.name for path in (settings().media_folder / "preparing").rglob("*.piece")] == ["picture-0001.piece"]


def test_a_doubtful_file_that_is_taken_up_again_stays(maker: Maker) -> None:
    name = storage.keep_bytes(b"bytes", "vtt")
    now = datetime.now(UTC) + TOMORROW

    def take_up_again() -> None:
        os.utime(settings().doubtful_folder / name, (now.timestamp(), now.timestamp()))

    with acts.just_before(maker, "SELECT media_file.stored_name", take_up_again):
        running.run_task("forget_doubtful_files", now=now, bind=maker.bind)
    assert storage.has(name)
