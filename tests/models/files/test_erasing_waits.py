"""While a backup copies the files, none is erased; afterwards all that waited are (contract 11.20)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from models.config import lock_files
from models.config.settings import settings
from models.errors import BackupIsCopying
from models.files import storage
from models.files.doubtful_files import forget_doubtful_files
from models.media import captions as media_captions
from models.plumbing import database
from models.plumbing.file_locks import lock
from tests.vocabulary import acts
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.maker import Maker, after

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nWelcome\n"


@contextmanager
def backup() -> Iterator[None]:
    with lock(settings().data / lock_files.BACKUP):
        yield


def stored() -> set[str]:
    return {file.name for file in settings().media_folder.iterdir()}


def states(maker: Maker) -> dict[str, str]:
    (workflow,) = acts.workflows(maker)
    return {step.name: step.state for step in workflow.steps}


def test_a_stored_file_is_erased_only_when_no_backup_copies(environment: object) -> None:
    name = storage.keep_bytes(CAPTIONS, "vtt")
    with backup():
        with pytest.raises(BackupIsCopying):
            storage.erase(name)
        assert stored() == {name}
    storage.erase(name)
    assert stored() == set()


def test_the_step_of_the_workflow_waits_and_counts_no_failure(maker: Maker) -> None:
    link = maker.link()
    before = stored()
    acts.delete_media(maker, link)
    with backup():
        acts.sweep(maker, now=after(1))
        assert stored() == before
        assert states(maker) == {
            "end_visits": "done",
            "erase_files": "waiting",
            "remove_guests": "waiting",
            "remove_groups": "waiting",
        }
    (workflow,) = acts.workflows(maker)
    assert [step.failures for step in workflow.steps] == [0, 0, 0, 0]
    acts.sweep(maker, now=after(12))
    assert stored() == set()
    assert set(states(maker).values()) == {"done"}


def test_a_replaced_file_stays_and_is_erased_by_the_sweep_after_the_backup(maker: Maker) -> None:
    media_id = maker.media()
    with media_captions.keep_captions(CAPTIONS) as captions, database.writing(maker.bind) as db:
        media_captions.put_captions(db, media_id, "en", captions, now=after(0))
    with database.writing(maker.bind) as db:
        removed = media_captions.remove_captions(db, media_id, "en")
    tomorrow = datetime.now(UTC) + timedelta(days=1, minutes=1)
    with backup():
        storage.discard(removed)
        acts.sweep_files(maker, forget_doubtful_files, now=tomorrow)
        assert captions.name in stored()
    acts.sweep_files(maker, forget_doubtful_files, now=tomorrow)
    assert captions.name not in stored()
    assert len(stored()) == 1


def test_the_files_of_a_bucket_are_in_no_backup_and_are_erased(bucket: Bucket) -> None:
    name = storage.keep_bytes(CAPTIONS, "vtt")
    with backup():
        storage.erase(name)
    assert not storage.has(name)
