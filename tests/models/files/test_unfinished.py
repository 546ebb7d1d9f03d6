"""Uploads that may go on later: across processes, after kills, and until their end (contract 8.44 to 8.49)."""

import multiprocessing
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.errors import NotFound, OtherOffset, TooManyUploads, UploadInUse
from models.files import storage, unfinished
from models.files.upload_notes import Upload
from tests.vocabulary.maker import NOW
from tests.vocabulary.unfinished_uploads import begin, files
from tests.vocabulary.waiting import wait_until

FORKED = multiprocessing.get_context("fork")


SECOND = timedelta(seconds=1)


def test_an_upload_is_found_again_by_its_person_only() -> None:
    upload = begin(came=b"0123")
    assert unfinished.find(upload.id, 1, now=NOW) == upload
    assert unfinished.arrived(upload) == 4
    for upload_id, owner_id in ((upload.id, 2), (upload.id, 11), ("0" * 32, 1), ("../note", 1), (upload.id + "\n", 1)):
        with pytest.raises(NotFound):
            unfinished.find(upload_id, owner_id, now=NOW)


@pytest.mark.parametrize(("later", "is_there"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)])
def test_an_upload_is_over_a_day_after_its_last_byte(later: timedelta, is_there: bool) -> None:
    upload = begin(came=b"0123", now=NOW - timedelta(hours=5))
    with unfinished.open_at(upload, 4) as file:
        unfinished.settle(file, now=NOW)
    at = NOW + timedelta(hours=24) + later
    if is_there:
        assert unfinished.find(upload.id, 1, now=at) == upload
        return
    with pytest.raises(NotFound):
        unfinished.find(upload.id, 1, now=at)


def test_bytes_go_to_their_place_only() -> None:
    upload = begin(came=b"0123")
    for offset in (0, 3, 5, 100):
        with pytest.raises(OtherOffset):
            unfinished.open_at(upload, offset)
    with unfinished.open_at(upload, 4) as file:
        file.write(b"45")
    assert upload.path.read_bytes() == b"012345"


def test_the_last_byte_of_a_whole_upload_may_come_again() -> None:
    upload = begin(length=4, came=b"0123")
    assert unfinished.arrived(upload) == 3
    for offset in (3, 4):
        unfinished.open_at(upload, offset).close()
    with pytest.raises(OtherOffset):
        unfinished.open_at(upload, 2)


def test_uploads_that_are_over_or_items_do_not_count_among_the_ten() -> None:
    old = begin(now=NOW - timedelta(hours=24))
    unfinished.note_item(begin(), 7)
    for _ in range(10):
        begin()
    with pytest.raises(TooManyUploads):
        begin()
    begin(2)
    assert old.path.exists()


def hold(results: Any, upload: Upload) -> None:
    try:
        file = unfinished.open_at(upload, 0)
    except UploadInUse:
        results.put(None)
        return
    results.put(os.getpid())
    signal.pause()
    file.close()


def test_of_many_processes_one_writes_and_a_killed_one_makes_room() -> None:
    upload, results = begin(), FORKED.Queue()
    processes = [FORKED.Process(target=hold, args=(results, upload)) for _ in range(6)]
    for process in processes:
        process.start()
    try:
        [holder] = [pid for pid in (results.get(timeout=60) for _ in processes) if pid]
        with pytest.raises(UploadInUse):
            unfinished.open_at(upload, 0)
        os.kill(holder, signal.SIGKILL)
        wait_until("it is dead", lambda: all(each.pid != holder for each in multiprocessing.active_children()))
        unfinished.open_at(upload, 0).close()
    finally:
        for process in processes:
            process.kill()
            process.join()


def begin_one(results: Any) -> None:
    try:
        results.put(begin().id)
    except TooManyUploads:
        results.put(None)


def test_of_many_processes_ten_begin() -> None:
    results = FORKED.Queue()
    processes = [FORKED.Process(target=begin_one, args=(results,)) for _ in range(16)]
    for process in processes:
        process.start()
    begun = {results.get(timeout=60) for _ in processes} - {None}
    for process in processes:
        process.join()
    assert len(begun) == 10
    assert len([name for name in files() if name.startswith("note-")]) == 10


def test_an_upload_becomes_an_item_or_is_cancelled() -> None:
    upload = begin(length=4, came=b"0123")
    with unfinished.becoming_an_item(upload), pytest.raises(UploadInUse):
        patient(unfinished.cancel, upload)
    unfinished.cancel(upload)
    assert files() == []
    with pytest.raises(NotFound), unfinished.becoming_an_item(upload):
        pytest.fail("it was cancelled")


def become(upload: Upload) -> None:
    with unfinished.becoming_an_item(upload):
        pass


def test_an_upload_that_is_cancelled_while_its_item_waits_becomes_none() -> None:
    upload = begin(length=4, came=b"0123")
    with ThreadPoolExecutor(1) as thread:
        with unfinished.becoming_an_item(upload):
            waiting = thread.submit(become, upload)
            time.sleep(0.2)
            unfinished.remove(upload)
        with pytest.raises(NotFound):
            waiting.result()


def patient(call: Any, upload: Upload) -> None:
    turn, unfinished.TURN_SECONDS = unfinished.TURN_SECONDS, 0.05
    try:
        call(upload)
    finally:
        unfinished.TURN_SECONDS = turn


def test_an_upload_that_has_become_an_item_names_it_for_a_day() -> None:
    upload = begin(length=4, came=b"0123")
    unfinished.note_item(upload, 7)
    found = unfinished.find(upload.id, 1, now=NOW)
    assert (found.media_id, unfinished.arrived(found)) == (7, 4)
    assert files() == [f"added-1-{upload.id}.json"]


def test_nothing_of_an_unfinished_upload_is_removed_when_a_web_process_starts() -> None:
    upload = begin(came=b"0123", now=datetime.now(UTC))
    storage.remove_abandoned_uploads()
    assert unfinished.find(upload.id, 1, now=datetime.now(UTC)) == upload
    assert upload.path.read_bytes() == b"0123"
