"""The sweep that removes uploads that nobody goes on with (contract 5.40, 8.45)."""

import os
from datetime import datetime, timedelta

import pytest

from models.config.settings import settings
from models.files import arriving, unfinished, upload_notes
from models.files.expired_uploads import LEFT_AFTER, remove_expired_uploads
from models.plumbing.sweeping import Swept
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.unfinished_uploads import begin, files

SECOND = timedelta(seconds=1)


@pytest.fixture
def contributors(maker: Maker) -> list[int]:
    return [maker.user().id for _ in range(2)]


def sweep(maker: Maker, now: datetime, limit: int = 100) -> Swept:
    return acts.sweep_files(maker, remove_expired_uploads, now=now, limit=limit)


def test_the_sweep_removes_what_is_over_and_nothing_else(maker: Maker, contributors: list[int]) -> None:
    one, two = contributors
    for hours in (30, 24, 23):
        begin(one, came=b"0123", now=NOW - timedelta(hours=hours))
    item = begin(two, length=4, came=b"0123")
    unfinished.note_item(item, 7)
    os.utime(upload_notes.all_notes()[0].parent / f"added-{two}-{item.id}.json", (NOW.timestamp(), NOW.timestamp()))
    assert len(files()) == 7
    assert sweep(maker, NOW, limit=1) == Swept([one], 1, more=True)
    assert sweep(maker, NOW) == Swept([one], 0)
    assert len(files()) == 3
    assert sweep(maker, NOW + timedelta(hours=23)) == Swept([one], 0)
    assert files() == [f"added-{two}-{item.id}.json"]
    assert sweep(maker, NOW + timedelta(hours=24)) == Swept([two], 0)
    assert files() == []


def test_an_upload_that_is_being_written_is_not_swept(maker: Maker, contributors: list[int]) -> None:
    upload = begin(contributors[0])
    with unfinished.open_at(upload, 0):
        assert sweep(maker, NOW + timedelta(days=2)) == Swept([], 0)
    assert sweep(maker, NOW + timedelta(days=2)) == Swept([contributors[0]], 0)


@pytest.mark.parametrize(("later", "stays"), [(-SECOND, True), (SECOND, False)])
def test_what_killed_processes_have_left_is_swept_after_an_hour(maker: Maker, later: timedelta, stays: bool) -> None:
    begin().note.unlink()
    folder = settings().arriving_folder
    (folder / "note-1-x.json").write_text("{")
    (folder / "note-1-y.part").write_text("{")
    (folder / f"{arriving.PREFIX}5-abc").touch()
    for file in folder.iterdir():
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    sweep(maker, NOW + LEFT_AFTER + later)
    assert len(files()) == (4 if stays else 1)
    assert f"{arriving.PREFIX}5-abc" in files()


def test_a_site_without_uploads_has_nothing_to_sweep(maker: Maker) -> None:
    assert sweep(maker, NOW) == Swept([], 0)
