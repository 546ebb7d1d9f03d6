"""What the steps that prepare a recording find in the folder of its item, or make there.

Each may be called again after a kill at any point, and makes only what is missing.
"""

import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import MediaUnreadable, SourceAway
from models.files import disk_faults, storage, work_folder
from models.recordings import inspecting
from models.recordings.inspected import Inspected, Picture, Sound
from models.recordings.judging import Judgement, Treatment, judge
from models.recordings.making import Made, join, make_piece
from models.recordings.pieces import pieces_of
from models.tables import MediaFile

# How much of the progress is there when all pieces are made. The rest is joining and publishing.
PIECES_PERCENT = 95
SOUND_WEIGHT = 0.1
# The picture's highest bit rate (recordings/inside/picture_settings.py), and the sound.
MOST_BYTES_A_SECOND = 1_600_000

INSPECTED, JOINED = "inspected.json", "joined.json"


class TurnOver(Exception):
    """Another recording is to be prepared first. What was made stays."""


@dataclass(frozen=True)
class Work:
    """What a step is given. `report` records the progress in percent. `going_on` says False when the step must stop."""

    begin: Callable[[], AbstractContextManager[Session]]
    media_id: int
    source_name: str
    going_on: Callable[[], bool]
    report: Callable[[int], None]
    # Whether others wait, and this recording has had its turn.
    gives_way: Callable[[], bool] = lambda: False

    @property
    def folder(self) -> Path:
        return work_folder.opened(self.media_id)

    def open_source(self) -> io.RawIOBase:
        """The uploaded file. Raises SourceAway if it cannot be found now, and MediaAway."""
        with self.begin() as db:
            size = db.scalar(select(MediaFile.size).where(MediaFile.stored_name == self.source_name))
        if size is None or not storage.has(self.source_name):
            raise SourceAway
        try:
            return storage.file(self.source_name, size).open()
        except OSError as error:
            raise MediaUnreadable(disk_faults.reason_of(error)) from None


def inspect_anew(work: Work) -> Inspected:
    with work.open_source() as file:
        _forget_another(work)
        inspected = replace(inspecting.inspect_open(file, work.going_on), poster=b"")
    content = {name: value for name, value in asdict(inspected).items() if name != "poster"}
    content["source_name"] = work.source_name
    (work.folder / INSPECTED).write_text(json.dumps(content), encoding="utf-8")
    return inspected


def _forget_another(work: Work) -> None:
    """If the folder holds pieces of the file that this one replaces, erase them."""
    try:
        said = json.loads((work.folder / INSPECTED).read_text(encoding="utf-8"))
        is_another = said["source_name"] != work.source_name
    except (OSError, ValueError, KeyError, TypeError):
        return
    if is_another:
        work_folder.erase(work.media_id)


def facts(work: Work) -> tuple[Inspected, Judgement]:
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
        inspected = inspect_anew(work)
    return inspected, judge(inspected)


def make_missing_pieces(work: Work, inspected: Inspected, judgement: Judgement) -> None:
    """Raises TurnOver between two pieces, and what making one raises."""
    pieces = pieces_of(inspected, judgement)
    weights = [(piece.end - piece.start) * (SOUND_WEIGHT if piece.kind == "sound" else 1) for piece in pieces]
    for number, piece in enumerate(pieces):
        if (work.folder / piece.name).exists():
            continue
        with _space(work, inspected, judgement), work.open_source() as file:
            make_piece(file, piece, work.folder, inspected, judgement, going_on=work.going_on)
        work.report(round(PIECES_PERCENT * sum(weights[: number + 1]) / sum(weights)))
        if number + 1 < len(pieces) and work.gives_way():
            raise TurnOver


def _space(work: Work, inspected: Inspected, judgement: Judgement) -> AbstractContextManager[object]:
    """Reserve, until the end of the block, the space that is still needed: for the pieces, and for the joined file
    beside them. Raises NoSpace and MediaAway."""
    expected = inspected.size
    if Treatment.COPY not in {judgement.picture, judgement.sound}:
        expected = min(expected, round(inspected.duration * MOST_BYTES_A_SECOND))
    there = sum(file.stat().st_size for file in work.folder.iterdir() if file.suffix != ".part")
    return cast("AbstractContextManager[object]", storage.begin_upload(max(0, 2 * expected - there), comes_first=True))


def joined(work: Work) -> tuple[Made, Path]:
    """What was made, and its file. It is joined now if it was not yet, or if it was lost."""
    try:
        made = Made(**json.loads((work.folder / JOINED).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        made = None
    path = work.folder / "joined"
    if made is None or not path.exists() or path.stat().st_size != made.size:
        inspected, judgement = facts(work)
        # A site that was restored from a backup has none of them.
        make_missing_pieces(work, inspected, judgement)
        with _space(work, inspected, judgement), work.open_source() as file:
            made = join(file, work.folder, inspected, judgement, path, going_on=work.going_on)
        (work.folder / JOINED).write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made, path
