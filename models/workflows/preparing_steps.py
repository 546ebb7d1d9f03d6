"""The steps that prepare a recording (contract 8.30). They take minutes and hold no transaction while they work.

Each is a context manager: the work is done before its block, which records the step in a short transaction. Each may
run again after a kill at any point: what is made already is found in the folder of the item.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.files import storage
from models.files.storage import StoredFile
from models.media import originals, preparing, replacing
from models.recordings import drawing
from models.tables import MediaFile
from models.workflows.work import Work, facts, inspect_anew, joined, make_missing_pieces

# Called in the transaction that records the step as done.
Finish = Callable[[Session, datetime], None]
LongStep = Callable[[Work], AbstractContextManager[Finish]]


@contextmanager
def inspect(work: Work) -> Iterator[Finish]:
    """Find out what the file is, for the steps that follow."""
    inspect_anew(work)
    yield _nothing_more


@contextmanager
def make(work: Work) -> Iterator[Finish]:
    """Encode piece by piece. After a kill, only the piece that was being made is made again."""
    make_missing_pieces(work, *facts(work))
    yield _nothing_more


@contextmanager
def join(work: Work) -> Iterator[Finish]:
    joined(work)
    yield _nothing_more


@contextmanager
def draw_poster(work: Work) -> Iterator[Finish]:
    """From what was made, for a recording that has none."""
    made, path = joined(work)
    with work.begin() as db:
        has_poster = _has_poster(db, work)
    jpeg = None
    if made.width and not has_poster:
        with path.open("rb", buffering=0) as file:
            jpeg = drawing.poster_from_video(file)
    if jpeg is None:
        yield _nothing_more
        return
    with storage.kept(jpeg, "jpg") as poster:
        added = False

        def finish(db: Session, now: datetime) -> None:
            nonlocal added
            # An owner may have chosen one meanwhile.
            added = not _has_poster(db, work)
            if added:
                db.add(replacing.drawn_poster(db, work.source_name, poster, media_id=work.media_id, now=now))

        yield finish
    if not added:
        storage.discard(poster.name)


@contextmanager
def publish(work: Work) -> Iterator[Finish]:
    made, path = joined(work)
    file, added = StoredFile(storage.keep_uploaded(path, made.ending), made.size), False
    unkept: str | None = None
    replaced: list[str] = []

    def finish(db: Session, now: datetime) -> None:
        nonlocal added, unkept
        # First: the item may have one file of each content type.
        replaced.extend(replacing.put_in_place(db, work.media_id, work.source_name, now=now))
        added = preparing.publish(db, work.media_id, work.source_name, file, made, now=now)
        unkept = originals.forget_unless_kept(db, work.media_id) if added else None

    try:
        yield finish
    except BaseException as error:
        storage.discard(file.name, after=error)
        raise
    if added:
        storage.clear_doubt(file.name)
    storage.discard(unkept if added else file.name, *replaced)


LONG_STEPS: dict[str, LongStep] = {step.__name__: step for step in (inspect, make, join, draw_poster, publish)}


def _nothing_more(_db: Session, _now: datetime) -> None:
    """The step has nothing to record but itself."""


def _has_poster(db: Session, work: Work) -> bool:
    role = replacing.poster_role(db, work.source_name)
    poster = and_(MediaFile.media_id == work.media_id, MediaFile.role == role)
    return db.scalar(select(MediaFile.id).where(poster)) is not None
