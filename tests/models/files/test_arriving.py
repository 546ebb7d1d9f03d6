"""Space that was announced for uploads is reserved, across processes, for as long as their process lives."""

import errno
import multiprocessing
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from models.config.settings import settings
from models.errors import MediaAway, MediaFolderMissing, MediaFolderUnusable, NoSpace
from models.files import arriving, storage
from models.plumbing.file_locks import lock_in_data_folder
from tests.conftest import forget
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.patches import fill_disk, record_calls
from tests.vocabulary.waiting import wait_until

FORKED = multiprocessing.get_context("fork")


def leave_room(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    fill_disk(monkeypatch, free=arriving.SPARE_BYTES + size)


def uploads() -> int:
    return len(list(settings().arriving_folder.glob("upload-*")))


@pytest.mark.parametrize(("more", "fits"), [(100, True), (101, False)])
def test_what_is_announced_counts_before_it_has_arrived(monkeypatch: pytest.MonkeyPatch, more: int, fits: bool) -> None:
    leave_room(monkeypatch, 1000)
    with storage.begin_upload(900):
        if fits:
            storage.begin_upload(more).close()
            storage.check_space(more)
            return
        with pytest.raises(NoSpace):
            storage.begin_upload(more)
        with pytest.raises(NoSpace):
            storage.keep_bytes(bytes(more), "vtt")
        assert uploads() == 1


def test_what_has_arrived_does_not_count_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_room(monkeypatch, 1000)
    with storage.begin_upload(900) as file:
        file.write(bytes(600))
        leave_room(monkeypatch, 400)
        storage.begin_upload(100).close()
        with pytest.raises(NoSpace):
            storage.begin_upload(101)
        file.write(bytes(500))
        leave_room(monkeypatch, 0)
        storage.check_space(0)


def test_an_upload_that_ends_gives_its_space_back(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_room(monkeypatch, 1000)
    for _ in range(3):
        storage.begin_upload(1000).close()
    assert uploads() == 0


def hold(results: Any, size: int) -> None:
    try:
        file = storage.begin_upload(size)
    except NoSpace:
        results.put(None)
        return
    results.put(os.getpid())
    signal.pause()
    file.close()


@contextmanager
def six_uploads(size: int) -> Iterator[list[int]]:
    """Six processes that begin an upload of this size, until the end of the block. Yields the ids of those that may."""
    results = FORKED.Queue()
    processes = [FORKED.Process(target=hold, args=(results, size)) for _ in range(6)]
    for process in processes:
        process.start()
    try:
        yield [pid for pid in (results.get(timeout=60) for _ in processes) if pid]
    finally:
        for process in processes:
            process.kill()
            process.join()


def test_of_many_processes_only_those_that_fit_begin_and_a_killed_one_makes_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leave_room(monkeypatch, 250)
    with six_uploads(100) as accepted:
        assert len(accepted) == 2
        with pytest.raises(NoSpace):
            storage.begin_upload(100)
        os.kill(accepted[0], signal.SIGKILL)
        wait_until(
            "it is dead", lambda: all(process.pid != accepted[0] for process in multiprocessing.active_children())
        )
        assert uploads() == 2
        storage.begin_upload(100).close()
        storage.remove_abandoned_uploads()
        assert uploads() == 1
        with pytest.raises(NoSpace):
            storage.begin_upload(200)


def test_a_process_that_hangs_in_its_turn_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "TURN_SECONDS", 0.0)
    with (
        lock_in_data_folder(settings().data, "space.lock"),
        pytest.raises(MediaFolderUnusable) as caught,
    ):
        storage.begin_upload(1)
    assert "space.lock" in caught.value.why


def test_space_is_reserved_for_uploads_on_their_way_to_a_bucket(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget()
    leave_room(monkeypatch, 1000)
    with storage.begin_upload(900), pytest.raises(NoSpace):
        storage.begin_upload(200)
    assert bucket is not None


def test_a_copy_takes_space_as_an_upload_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(bytes(200))
    leave_room(monkeypatch, 1000)
    with storage.begin_upload(900), pytest.raises(NoSpace):
        storage.keep_copy(source, "mp4")
    name = storage.keep_copy(source, "mp4")
    wait_until("it is kept", lambda: storage.has(name))
    assert uploads() == 0


def test_the_media_are_not_looked_at_to_find_what_is_arriving(monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be a million of them, and no other upload can begin meanwhile (facts 93)."""
    looked_into = record_calls(monkeypatch, os, "scandir")
    with storage.begin_upload(10):
        storage.check_space(10)
    assert set(looked_into) == {(settings().arriving_folder,)}


def test_an_upload_is_taken_without_a_copy() -> None:
    with storage.begin_upload(10) as file:
        file.write(b"a film")
        arrived = Path(file.name)
        assert arrived.parent == settings().arriving_folder
        kept = settings().media_folder / storage.keep_uploaded(arrived, "mp4")
        assert kept.samefile(arrived)
    assert kept.read_bytes() == b"a film"
    assert uploads() == 0


def test_the_folder_of_uploads_is_made_when_it_is_needed_but_the_media_folder_is_not() -> None:
    storage.begin_upload(1).close()
    settings().arriving_folder.rmdir()
    storage.begin_upload(1).close()
    shutil.rmtree(settings().media_folder)
    for begin in (storage.begin_upload, storage.check_space, arriving.begin, arriving.check_space):
        with pytest.raises(MediaFolderMissing):
            begin(1)
    storage.remove_abandoned_uploads()
    assert not settings().media_folder.exists()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENOTDIR])
def test_a_folder_of_uploads_that_cannot_be_used_is_said(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_path: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "scandir", fail)
    for begin in (storage.begin_upload, storage.check_space):
        with pytest.raises(MediaAway):
            begin(1)
    storage.remove_abandoned_uploads()
