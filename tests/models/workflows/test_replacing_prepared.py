"""What was made of the old file, or was still to be made, goes with it (contract 4.54)."""

from pathlib import Path

import pytest

from models.plumbing import database
from models.tables import Preparation
from models.tables.workflow import WorkflowState
from tests.models.workflows import recordings
from tests.models.workflows.replacements import is_there, playable, replace, rows
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker, after

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_original_and_pieces_of_the_old_one_go(maker: Maker, tmp_path: Path) -> None:
    media_id = recordings.add(maker, recordings.old_film(tmp_path))
    recordings.prepare(maker)
    (original,) = rows(maker, media_id, "original")
    replace(maker, media_id, recordings.old_film(tmp_path, 0.8))
    assert [row.stored_name for row in rows(maker, media_id, "original")] == [original.stored_name]
    recordings.prepare(maker, workflow=1)
    assert not is_there(original)
    assert [row.stored_name for row in rows(maker, media_id, "original")] != [original.stored_name]
    (video,) = rows(maker, media_id, "video")
    assert video.duration_seconds == pytest.approx(0.8, abs=0.1)


def test_pieces_of_the_file_before_are_not_used(maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    media_id = recordings.add(maker, recordings.old_film(tmp_path))
    with monkeypatch.context() as killing:
        recordings.killing_step(killing, "join")
        with pytest.raises(recordings.Killed):
            recordings.prepare(maker)
    replace(maker, media_id, recordings.old_film(tmp_path, 0.8))
    recordings.prepare(maker, now=after(120), workflow=1)
    (video,) = rows(maker, media_id, "video")
    assert video.duration_seconds == pytest.approx(0.8, abs=0.1)


def test_preparation_of_the_old_one_is_forgotten(maker: Maker, tmp_path: Path) -> None:
    media_id = recordings.add(maker, recordings.old_film(tmp_path))
    replace(maker, media_id, playable(tmp_path))
    with database.reading(maker.bind) as db:
        assert db.get(Preparation, media_id) is None
    assert sorted({row.role for row in rows(maker, media_id)}) == ["poster", "video"]
    recordings.prepare(maker)
    assert [workflow.state for workflow in acts.workflows(maker)] == [WorkflowState.DONE]
    assert len(rows(maker, media_id, "video")) == 1
