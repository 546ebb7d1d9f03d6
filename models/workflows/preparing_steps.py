"""The steps that prepare a recording (contract 8.30). They take minutes and hold no transaction while they work.

Each is a context manager: the work is done before its block, which records the step in a short transaction. Each may
run again after a kill at any point: what is made already is found in the folder of the item.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.errors import SourceAway
from models.files import storage, work_folder
from models.files.backend import Source
from models.files.storage import StoredFile
from models.media import originals, posters, preparing
from models.recordings import drawing, inspecting
from models.recordings.inspected import Inspected, Picture, Sound
from models.recordings.judging import Judgement, judge
from models.recordings.making import Made, make_piece
from models.recordings.making import join as join_pieces
from models.recordings.pieces import pieces_of
from models.tables import MediaFile
from models.tables.media_file import FileRole

# How much of the progress is there when all pieces are made. The rest is joining and publishing.
PIECES_PERCENT = 95
SOUND_WEIGHT = 0.1


@dataclass(frozen=True)
class Work:
    """What a step is given. `report` records the progress in percent. `going_on` says False when the step must stop."""

    begin: Callable[[], AbstractContextManager[Session]]
    media_id: int
    source_name: str
    going_on: Callable[[], bool]
    report: Callable[[int], None]

    @property
    def folder(self) -> Path:
        return work_folder.opened(self.media_id)

    def source(self) -> Source:
        """The uploaded file. Raises SourceAway if it cannot be found now, and MediaAway."""
        with self.begin() as db:
            size = db.scalar(select(MediaFile.size).where(MediaFile.stored_name == self.source_name))
        if size is None or not storage.has(self.source_name):
            raise SourceAway
        return storage.file(self.source_name, size)


# Called in the transaction that records the step as done.
Finish = Callable[[Session, datetime], None]
LongStep = Callable[[Work], AbstractContextManager[Finish]]

INSPECTED, JOINED = "inspected.json", "joined.json"


@contextmanager
def inspect(work: Work) -> Iterator[Finish]:
    """Find out what the file is, for the steps that follow."""
    _inspected(work)
    yield _nothing_more


@contextmanager
def make(work: Work) -> Iterator[Finish]:
    """Encode piece by piece. After a kill, only the piece that was being made is made again."""
    inspected, judgement = _facts(work)
    pieces = pieces_of(inspected, judgement)
    weights = [(piece.end - piece.start) * (SOUND_WEIGHT if piece.kind == "sound" else 1) for piece in pieces]
    for number, piece in enumerate(pieces):
        if not (work.folder / piece.name).exists():
            # The pieces, and then the joined file beside them.
            storage.check_space(inspected.size)
            with work.source().open() as file:
                make_piece(file, piece, work.folder, inspected, judgement, going_on=work.going_on)
        work.report(round(PIECES_PERCENT * sum(weights[: number + 1]) / sum(weights)))
    yield _nothing_more


@contextmanager
def join(work: Work) -> Iterator[Finish]:
    _joined(work)
    yield _nothing_more


@contextmanager
def draw_poster(work: Work) -> Iterator[Finish]:
    """From what was made, for a recording that has none."""
    made, path = _joined(work)
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
                db.add(posters.poster_row(poster, media_id=work.media_id, now=now))

        yield finish
    if not added:
        storage.discard(poster.name)


@contextmanager
def publish(work: Work) -> Iterator[Finish]:
    made, path = _joined(work)
    file, added = StoredFile(storage.keep_uploaded(path, made.ending), made.size), False
    unkept: str | None = None

    def finish(db: Session, now: datetime) -> None:
        nonlocal added, unkept
        added = preparing.publish(db, work.media_id, work.source_name, file, made, now=now)
        unkept = originals.forget_unless_kept(db, work.media_id) if added else None

    try:
        yield finish
    except BaseException:
        storage.discard(file.name)
        raise
    if added:
        storage.clear_doubt(file.name)
    storage.discard(unkept if added else file.name)


LONG_STEPS: dict[str, LongStep] = {step.__name__: step for step in (inspect, make, join, draw_poster, publish)}


def _nothing_more(_db: Session, _now: datetime) -> None:
    """The step has nothing to record but itself."""


def _has_poster(db: Session, work: Work) -> bool:
    poster = and_(MediaFile.media_id == work.media_id, MediaFile.role == FileRole.POSTER)
    return db.scalar(select(MediaFile.id).where(poster)) is not None


def _inspected(work: Work) -> Inspected:
    with work.source().open() as file:
        inspected = replace(inspecting.inspect_open(file), poster=b"")
    content = {name: value for name, value in asdict(inspected).items() if name != "poster"}
    content["source_name"] = work.source_name
    (work.folder / INSPECTED).write_text(json.dumps(content), encoding="utf-8")
    return inspected


def _facts(work: Work) -> tuple[Inspected, Judgement]:
    """What `inspect` has found out. If its note is lost, or of another file, it is found out again."""
    try:
        said = json.loads((work.folder / INSPECTED).read_text(encoding="utf-8"))
        if said.pop("source_name") != work.source_name:
            raise ValueError
        picture, sound = said.pop("picture"), said.pop("sound")
        inspected = Inspected(
            **said,
            poster=b"",
            picture=Picture(**picture) if picture else None,
            sound=Sound(**sound) if sound else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        inspected = _inspected(work)
    return inspected, judge(inspected)


def _joined(work: Work) -> tuple[Made, Path]:
    """What was made, and its file. It is joined now if it was not yet, or if it was lost."""
    try:
        made = Made(**json.loads((work.folder / JOINED).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        made = None
    path = work.folder / "joined"
    if made is None or not path.exists() or path.stat().st_size != made.size:
        inspected, judgement = _facts(work)
        storage.check_space(inspected.size)
        with work.source().open() as file:
            made = join_pieces(file, work.folder, inspected, judgement, path, going_on=work.going_on)
        (work.folder / JOINED).write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made, path
