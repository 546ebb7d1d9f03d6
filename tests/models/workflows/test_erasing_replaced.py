"""A file that was replaced is kept for the pages that play it, and then erased (contract 4.54, 5.42)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import update

from models.files import folder
from models.files.doubtful_files import forget_doubtful_files
from models.media import deleting, showing
from models.plumbing import database
from models.tables import Workflow
from models.tables.workflow import WorkflowState
from tests.models.workflows import recordings
from tests.models.workflows.breaking import Killed
from tests.models.workflows.replacements import is_there, playable, replace, rows
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker, after

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# The longest that a page plays, and a minute more for one that was loaded while the file was replaced.
OUT_OF_USE = after(60) + timedelta(hours=12, minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def media_id(maker: Maker, tmp_path: Path) -> int:
    return recordings.add(maker, playable(tmp_path, "old"))


@pytest.mark.parametrize("is_watched", [True, False])
def test_the_old_file_is_erased_when_no_page_can_play_it_any_more(
    maker: Maker, media_id: int, tmp_path: Path, is_watched: bool
) -> None:
    """Whether or not a guest watches: nobody knows of the pages of owners, and of those who are signed in."""
    if is_watched:
        acts.turn_on(maker, link := maker.link(media_id))
        acts.watch(maker, maker.enter(link))
    replace(maker, media_id, playable(tmp_path))
    (old,) = rows(maker, media_id, "replaced")
    (workflow,) = acts.workflows(maker)
    assert acts.sweep(maker, now=OUT_OF_USE - SECOND)["dispatch_workflows"] == []
    acts.advance(maker, workflow.id, now=OUT_OF_USE - SECOND)
    assert is_there(old)
    with database.reading(maker.bind) as db:
        assert showing.file_of(db, media_id, "video", file_id=old.id) is not None
    acts.advance(maker, workflow.id, now=OUT_OF_USE)
    assert not is_there(old)
    assert {row.role for row in rows(maker, media_id)} == {"video", "poster"}
    assert acts.workflows(maker)[0].state == WorkflowState.DONE


def test_each_file_that_was_replaced_is_kept_for_its_own_time(maker: Maker, media_id: int, tmp_path: Path) -> None:
    replace(maker, media_id, playable(tmp_path))
    replace(maker, media_id, playable(tmp_path), now=after(3600))
    first, second = rows(maker, media_id, "replaced")
    acts.sweep(maker, now=OUT_OF_USE)
    assert (is_there(first), is_there(second)) == (False, True)
    assert [workflow.state for workflow in acts.workflows(maker)] == ["done", "open"]
    acts.sweep(maker, now=OUT_OF_USE + timedelta(hours=1))
    assert not is_there(second)


def test_a_workflow_of_the_version_before_waits_too(maker: Maker, media_id: int, tmp_path: Path) -> None:
    """It is due at once."""
    replace(maker, media_id, playable(tmp_path))
    (old,) = rows(maker, media_id, "replaced")
    with database.writing(maker.bind) as db:
        db.execute(update(Workflow).values(due_at=after(60)))
    acts.sweep(maker, now=after(61))
    assert is_there(old)
    acts.sweep(maker, now=OUT_OF_USE)
    assert not is_there(old)


def test_the_files_of_a_deleted_item_go_at_once_also_those_that_were_replaced(
    maker: Maker, media_id: int, tmp_path: Path
) -> None:
    replace(maker, media_id, playable(tmp_path))
    (old,) = rows(maker, media_id, "replaced")
    acts.do(maker, deleting.delete_media, media_id, now=after(61))
    acts.sweep(maker, now=after(62))
    assert rows(maker, media_id) == []
    assert not is_there(old)
    acts.sweep(maker, now=OUT_OF_USE)
    assert {workflow.state for workflow in acts.workflows(maker)} == {"done"}


def test_no_row_names_a_file_that_was_replaced_when_it_is_erased(
    maker: Maker, media_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup that begins then would miss it (contract 11.20)."""
    replace(maker, media_id, playable(tmp_path))
    (old,), seen, erase = rows(maker, media_id, "replaced"), [], folder.erase

    def watched(name: str) -> None:
        seen.append((name, [row.stored_name for row in rows(maker, media_id, "replaced")]))
        erase(name)

    monkeypatch.setattr(folder, "erase", watched)
    acts.sweep(maker, now=OUT_OF_USE)
    assert seen == [(old.stored_name, [])]
    assert not is_there(old)


def test_a_file_that_was_replaced_goes_a_day_later_if_the_worker_was_killed(
    maker: Maker, media_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(maker, media_id, playable(tmp_path))
    (old,) = rows(maker, media_id, "replaced")
    with monkeypatch.context() as deadly:
        deadly.setattr(folder, "erase", kill)
        with pytest.raises(Killed):
            acts.sweep(maker, now=OUT_OF_USE)
    assert rows(maker, media_id, "replaced") == []
    acts.sweep(maker, now=OUT_OF_USE + timedelta(minutes=1))
    assert acts.workflows(maker)[0].state == WorkflowState.DONE
    assert is_there(old)
    acts.sweep_files(maker, forget_doubtful_files, now=datetime.now(UTC) + timedelta(hours=25))
    assert not is_there(old)


def kill(_name: str) -> NoReturn:
    raise Killed
