"""A recording whose file is replaced, and the files that its item has then."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from models.config.settings import settings
from models.files import storage
from models.media import adding_recordings, replacing
from models.plumbing import database
from models.recordings import inspecting
from models.tables import MediaFile
from tests.vocabulary import films
from tests.vocabulary.maker import Maker, after

REPLACED_AT = after(60)


def playable(folder: Path, name: str = "new") -> Path:
    return films.write(folder / name, "mp4", films.Pictures(films.times(25, 0.4)), movflags="faststart")


def replace(maker: Maker, media_id: int, film: Path, *, now: datetime = REPLACED_AT) -> None:
    """What the web does with an upload."""
    keeping = adding_recordings.keep_recording(film, inspecting.inspect(film), keep=storage.keep_copy)
    with keeping as kept, database.writing(maker.bind) as db:
        gone = replacing.replace_recording(db, media_id, kept, now=now)
    storage.discard(*gone)


def rows(maker: Maker, media_id: int, *roles: str) -> list[MediaFile]:
    with database.reading(maker.bind) as db:
        of_item = select(MediaFile).where(MediaFile.media_id == media_id).order_by(MediaFile.id)
        return [row for row in db.scalars(of_item) if not roles or row.role in roles]


def is_there(row: MediaFile) -> bool:
    return (settings().media_folder / row.stored_name).exists()
