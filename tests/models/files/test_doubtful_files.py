"""Files that a killed process left are erased: only those with a note, a day later, never one that a row names."""

from datetime import UTC, datetime, timedelta

import pytest

from models.config.settings import settings
from models.files import storage
from models.files.doubtful_files import forget_doubtful_files
from models.media import captions as media_captions
from models.plumbing import database
from models.plumbing.sweeping import Swept
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nWelcome\n"
DAY = storage.ABANDONED_SECONDS


def sweep(maker: Maker, *, seconds: float = DAY + 60, limit: int = 10) -> Swept:
    now = datetime.now(UTC) + timedelta(seconds=seconds)
    return acts.sweep_files(maker, forget_doubtful_files, now=now, limit=limit)


def stored() -> set[str]:
    return {file.name for file in settings().media_folder.iterdir()}


def put(maker: Maker, media_id: int) -> tuple[str, str | None]:
    """Like the edit page, up to the commit: the replaced file is not discarded yet."""
    with media_captions.keep_captions(CAPTIONS) as captions, database.writing(maker.bind) as db:
        replaced = media_captions.put_captions(db, media_id, "en", captions, now=NOW)
    return captions.name, replaced


@pytest.mark.parametrize(("seconds", "stays"), [(DAY - 60, True), (DAY + 60, False)])
def test_a_file_without_a_row_is_erased_after_a_day(maker: Maker, seconds: int, stays: bool) -> None:
    name = storage.keep_bytes(CAPTIONS, "vtt")
    sweep(maker, seconds=seconds)
    assert stored() == ({name} if stays else set())


def test_a_replaced_file_is_erased_if_the_process_was_killed_after_the_commit(maker: Maker) -> None:
    media_id = maker.media()
    first, _ = put(maker, media_id)
    second, replaced = put(maker, media_id)
    assert replaced == first
    assert {first, second} < stored()
    sweep(maker)
    assert first not in stored()
    assert second in stored()


def test_after_a_rollback_the_file_and_its_row_stay(maker: Maker) -> None:
    media_id = maker.media()
    name, _ = put(maker, media_id)
    with database.writing(maker.bind) as db:
        assert media_captions.remove_captions(db, media_id, "en") == name
        db.rollback()
    sweep(maker)
    assert name in stored()
    assert storage.doubtful_files(now=datetime.now(UTC) + timedelta(days=9)) == []


def test_a_file_without_a_note_is_never_erased(maker: Maker) -> None:
    """Such as all files of a site that is started with another database."""
    (settings().media_folder / "unknown.mp4").touch()
    sweep(maker, seconds=90 * DAY)
    assert stored() == {"unknown.mp4"}


def test_while_the_media_folder_is_missing_nothing_is_erased(maker: Maker) -> None:
    name = storage.keep_bytes(CAPTIONS, "vtt")
    aside = settings().media_folder.rename(settings().data / "unmounted")
    sweep(maker)
    aside.rename(settings().media_folder)
    assert stored() == {name}
    sweep(maker)
    assert stored() == set()


def test_a_run_is_bounded_and_reports_the_backlog(maker: Maker) -> None:
    for _ in range(3):
        storage.keep_bytes(CAPTIONS, "vtt")
    assert (sweep(maker, limit=2).backlog, len(stored())) == (1, 1)
    assert (sweep(maker, limit=2).backlog, stored()) == (0, set())
