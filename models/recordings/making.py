"""Makes the file that is sent to guests: piece by piece, and then all pieces in one."""

import errno
import io
import math
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from models.recordings import child, limits
from models.recordings.child import ChildFailed, Stopped
from models.recordings.inspected import Inspected
from models.recordings.judging import Judgement, Treatment
from models.recordings.pieces import Piece, pieces_of
from models.recordings.served_file import Readable
from models.recordings.side_by_side import SideBySide

ENCODE = {
    "picture": "models.recordings.inside.encoding:encode_picture",
    "sound": "models.recordings.inside.sound_encoding:encode_sound",
}
# How many pieces a piece takes whose picture stands through them.
MOST_TAKEN = 60
JOIN = "models.recordings.inside.joining:join"
# A child that fails when there is less space than this has failed for lack of it.
LITTLE_SPACE = 64 * 1024**2


@dataclass(frozen=True)
class Made:
    """`size` is in bytes, `duration` in seconds, `width` and `height` in pixels, or 0 for sound alone."""

    content_type: str
    ending: str
    size: int
    duration: float
    width: int
    height: int


def make_piece(
    original: Readable,
    piece: Piece,
    folder: Path,
    inspected: Inspected,
    judgement: Judgement,
    *,
    going_on: Callable[[], bool],
) -> None:
    """Writes the piece into the folder. A file with its name is whole. Where the picture stands through the pieces that
    follow, it takes them too, and their files are empty.

    Raises Stopped when `going_on`, which is asked each second, says no; ChildFailed, TooManyFiles, OSError (also for a
    full disk), and what reading the original raises.
    """
    pieces = pieces_of(inspected, judgement)
    if piece not in pieces:
        raise ValueError("a piece of another recording")
    following = [each for each in pieces if 0 < each.number - piece.number <= MOST_TAKEN and each.kind == piece.kind]
    ends, last = [each.end for each in (piece, *following)], [piece, *following][-1]
    order = {"piece": asdict(piece), "ends": ends, "ends_all": last.is_last, "inspected": _plain(inspected)}
    length = max(piece.end, inspected.duration) - piece.start if piece.is_last else piece.end - piece.start
    with _written(folder / piece.name, going_on) as output:
        bounds = limits.for_piece(length, piece.start, ends[-1] - piece.end)
        said = child.make(ENCODE[piece.kind], original, output, order, bounds, going_on)
        taken = said.get("pieces", 1)
        if not isinstance(taken, int) or not 1 <= taken <= len(ends):
            raise ChildFailed
        # Before this one gets its name: after a kill, it is made again, and takes them again.
        for each in following[: taken - 1]:
            (folder / each.name).write_bytes(b"")


def join(
    original: Readable,
    folder: Path,
    inspected: Inspected,
    judgement: Judgement,
    target: Path,
    *,
    going_on: Callable[[], bool],
) -> Made:
    """Puts the pieces together, and the streams of the original that stay as they are. Raises like `make_piece`."""
    pieces = [piece for piece in pieces_of(inspected, judgement) if (folder / piece.name).stat().st_size]
    files: list[Path | Readable] = [folder / piece.name for piece in pieces]
    treatments = {"picture": judgement.picture, "sound": judgement.sound}
    copied = [kind for kind, treatment in treatments.items() if treatment is Treatment.COPY]
    kind = _kind_of(inspected, copied)
    with SideBySide([*files, *([original] if copied else [])]) as together, _written(target, going_on) as output:
        places = list(zip(together.offsets, together.sizes, strict=False))
        order = {
            **{name: [places[at] for at, piece in enumerate(pieces) if piece.kind == name] for name in ENCODE},
            "format": kind.format,
            "copied": copied,
            "end": inspected.duration,
            "original": places[-1] if copied else None,
            "codecs": [stream.codec for stream in (inspected.picture, inspected.sound) if stream],
        }
        said = child.make(JOIN, together, output, order, limits.for_joining(together.offsets[-1]), going_on)
        size = os.fstat(output.fileno()).st_size
    return _made(kind, said, size)


@dataclass(frozen=True)
class _Kind:
    format: Literal["mp4", "mp3"]
    content_type: str
    ending: str


def _kind_of(inspected: Inspected, copied: list[str]) -> _Kind:
    if inspected.picture:
        return _Kind("mp4", "video/mp4", "mp4")
    if copied and inspected.sound and inspected.sound.codec == "mp3":
        return _Kind("mp3", "audio/mpeg", "mp3")
    return _Kind("mp4", "audio/mp4", "m4a")


def _made(kind: _Kind, said: dict[str, object], size: int) -> Made:
    """Raises ChildFailed for values that our code in the child never gives."""
    duration, width, height = said.get("duration"), said.get("width"), said.get("height")
    if not isinstance(duration, float) or not math.isfinite(duration) or duration < 0:
        raise ChildFailed
    if not isinstance(width, int) or not isinstance(height, int) or not (0 <= width < 2**15 and 0 <= height < 2**15):
        raise ChildFailed
    return Made(kind.content_type, kind.ending, size, duration, width, height)


def _plain(inspected: Inspected) -> dict[str, object]:
    return {name: value for name, value in asdict(inspected).items() if name != "poster"}


@contextmanager
def _written(path: Path, going_on: Callable[[], bool]) -> Iterator[io.FileIO]:
    """A file that gets its name when it is whole and on the disk.

    Each try writes into a new file. A worker that hung until another one took over may wake up beside it, and must not
    write into its file, or give it its name.
    """
    for left in path.parent.glob(f"{path.name}.*.part"):
        left.unlink(missing_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        with io.FileIO(unfinished, "x+") as output:
            yield output
            os.fsync(output.fileno())
        if not going_on():
            raise Stopped
        unfinished.replace(path)
    except BaseException as error:
        is_full = isinstance(error, ChildFailed) and shutil.disk_usage(path.parent).free < LITTLE_SPACE
        # On a full disk, the database may need its space.
        with suppress(OSError):
            unfinished.unlink()
        if is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
        raise
