"""An item whose recording has to be prepared, and workers that prepare it."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from models.files import storage
from models.media import adding_recordings, preparing, starting_to_prepare
from models.media.preparing import Preparing
from models.plumbing import database
from models.recordings import inspecting
from models.tables import MediaFile, MediaItem
from models.workflows import preparing_steps
from models.workflows.preparing import prepare_recording
from models.workflows.work import Work
from tests.vocabulary import acts, films
from tests.vocabulary.maker import NOW, Maker


def old_film(folder: Path, seconds: float = 0.4) -> Path:
    """A film that browsers do not play."""
    pictures = films.Pictures(films.times(25, seconds), codec="mpeg4", rate=25, time_base=Fraction(1, 25))
    return films.write(folder / "old.avi", "avi", pictures)


def add(maker: Maker, film: Path, *, now: datetime = NOW) -> int:
    keeping = adding_recordings.keep_recording(film, inspecting.inspect(film), keep=storage.keep_copy)
    owner_id = maker.user().id
    with keeping as kept, database.writing(maker.bind) as db:
        return adding_recordings.add_recording(db, kept, owner_id=owner_id, title="A film", now=now).id


def add_sound(maker: Maker) -> int:
    """A recording for `without_children`, without reading any file."""
    name, owner_id = storage.keep_bytes(b"0123456789", "flac"), maker.user().id
    with database.writing(maker.bind) as db:
        item = MediaItem(kind="audio", title="Sound", owner_id=owner_id, created_at=NOW)
        db.add(item)
        db.flush()
        row = MediaFile(media_id=item.id, role="original", stored_name=name, content_type="audio/flac", created_at=NOW)
        row.size = 10
        db.add(row)
        starting_to_prepare.begin_preparing(db, item.id, name, usable_seconds=None, now=NOW)
    storage.clear_doubt(name)
    return item.id


def prepare(
    maker: Maker, *, now: datetime = NOW, going_on: Callable[[], bool] = lambda: True, workflow: int = 0
) -> None:
    """What a worker does with the message for this workflow."""
    workflow_id = acts.workflows(maker)[workflow].id
    prepare_recording(lambda: database.writing(maker.bind), workflow_id, clock=lambda: now, going_on=going_on)


def state(maker: Maker, media_id: int) -> Preparing:
    with database.reading(maker.bind) as db:
        return preparing.preparing_of(db, media_id)


def files(maker: Maker, media_id: int) -> dict[str, str]:
    """The content type of each file of the item, by its role."""
    with database.reading(maker.bind) as db:
        rows = db.query(MediaFile).filter_by(media_id=media_id)
        return {row.role: row.content_type for row in rows}


def stored() -> set[str]:
    """The endings of the files that are kept."""
    from models.config.settings import settings

    return {path.suffix for path in settings().media_folder.iterdir() if path.is_file()}


class Killed(BaseException):
    """The worker dies."""


def killing_step(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def deadly(_work: Work) -> None:
        raise Killed

    monkeypatch.setitem(preparing_steps.LONG_STEPS, name, deadly)
