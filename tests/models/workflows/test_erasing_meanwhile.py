"""While a step erases files no transaction is open, and no run erases for long (contract 5.13, 5.28)."""

import os
from collections.abc import Callable

import pytest
from sqlalchemy import update

from models.config.settings import settings
from models.files import folder, live_folder, storage
from models.media import deleting, replacing
from models.plumbing import database, sweeping
from models.tables import MediaFile, Workflow
from models.tables.workflow import LEASE, Event
from models.workflows import dispatching
from tests.models.workflows.breaking import Killed
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after
from tests.vocabulary.write_locks import written_while_files_are_removed

SEGMENTS = ("a.ts", "b.ts", "index.m3u8", "part 1", "z.ts")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def stream() -> None:
    made = settings().live_folder / "board"
    made.mkdir(parents=True)
    for name in SEGMENTS:
        (made / name).write_text("#EXTM3U\n#EXTINF:2,\npart 1\n" if name == "index.m3u8" else "x")


def delete_recording(maker: Maker) -> None:
    acts.do(maker, deleting.delete_media, maker.media())


def delete_stream(maker: Maker) -> None:
    stream()
    acts.do(maker, deleting.delete_media, maker.live())


def replace_recording(maker: Maker) -> None:
    """The rows only."""
    media_id = maker.media()
    now = NOW - replacing.PLAYED_ON
    with database.writing(maker.bind) as db:
        db.execute(update(MediaFile).values(role="replaced", language="1", replaced_at=now))
        db.add(Workflow.for_event(Event.RECORDING_REPLACED, media_id=media_id, epoch=0, now=now))


@pytest.mark.parametrize("happens", [delete_recording, delete_stream, replace_recording])
def test_anybody_may_write_while_a_step_erases_files(maker: Maker, happens: Callable[[Maker], None]) -> None:
    happens(maker)
    with written_while_files_are_removed(maker.bind) as removed:
        acts.sweep(maker, now=NOW)
    assert removed
    assert [workflow.state for workflow in acts.workflows(maker)] == ["done"]


def test_a_step_that_takes_long_is_recorded_again_and_again(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The playlist goes last: it alone tells that `part 1` belongs to the stream."""
    monkeypatch.setattr(live_folder, "ERASING_SECONDS", 0.0)
    delete_stream(maker)
    with written_while_files_are_removed(maker.bind) as removed:
        acts.sweep(maker)
    (workflow,) = acts.workflows(maker)
    erasing = workflow.steps[1]
    assert (workflow.state, erasing.name, erasing.rows, erasing.tries) == ("done", "erase_files", 5, 6)
    assert (sorted(removed), removed[-1]) == (sorted(SEGMENTS), "index.m3u8")
    assert not (settings().live_folder / "board").exists()


def test_a_recording_of_several_files_goes_in_several_runs(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "ERASING_SECONDS", 0.0)
    media_id = maker.media()
    name = storage.keep_bytes(b"WEBVTT", "vtt")
    file = {"role": "captions", "language": "en", "content_type": "text/vtt", "size": 6, "created_at": NOW}
    with database.writing(maker.bind) as db:
        db.add(MediaFile(media_id=media_id, stored_name=name, **file))
    acts.do(maker, deleting.delete_media, media_id)
    acts.sweep(maker)
    (workflow,) = acts.workflows(maker)
    assert (workflow.state, workflow.steps[1].tries, workflow.steps[1].rows) == ("done", 2, 2)
    assert [path for path in settings().media_folder.iterdir() if path.is_file()] == []


def test_a_second_worker_leaves_it_to_the_first_until_the_lease_is_over(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker may deliver a message again while its worker lives. If that worker has died, it is tried again."""
    delete_recording(maker)
    (workflow,) = acts.workflows(maker)
    asked = 0

    def second_delivery(_name: str) -> None:
        nonlocal asked
        asked += 1
        acts.advance(maker, workflow.id)
        raise Killed

    with monkeypatch.context() as deadly:
        deadly.setattr(folder, "erase", second_delivery)
        with pytest.raises(Killed):
            acts.advance(maker, workflow.id)
    assert asked == 1
    acts.advance(maker, workflow.id)
    assert acts.workflows(maker)[0].steps[1].tries == 1
    later = NOW + LEASE
    assert acts.do(maker, dispatching.dispatch_workflows, now=later, limit=10).ids == [workflow.id]
    acts.advance(maker, workflow.id, now=later)
    assert acts.workflows(maker)[0].state == "done"


def test_a_new_session_in_the_folder_keeps_what_is_written_for_it(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made, and its encoder begins, after it was asked whether another session uses the folder."""
    owner = maker.user()
    stream()
    acts.do(maker, deleting.delete_media, maker.live(owner))
    board, erase = settings().live_folder / "board", live_folder.erase

    def begin_anew(name: str, newest: int) -> tuple[int, bool]:
        maker.live(owner)
        for written in ("index.m3u8", "new.ts"):
            (board / written).write_text("new")
            os.utime(board / written, ns=(newest + 1, newest + 1))
        return erase(name, newest)

    monkeypatch.setattr(live_folder, "erase", begin_anew)
    acts.sweep(maker, now=after(1))
    left = {path.name for path in board.iterdir()}
    assert left & {*SEGMENTS, "new.ts"} == {"index.m3u8", "new.ts", "part 1"}, "nothing names the last any more"
