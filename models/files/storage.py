"""Keeping media under random names, in the media folder or in a bucket, with nothing left behind.

Whichever it is: `upload-…` files that are still arriving and the notes of doubtful files lie in the data folder.
"""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.config.settings import settings
from models.errors import MediaAway
from models.files import bucket, folder
from models.files.backend import Backend, Source

UPLOAD_PREFIX = "upload-"
# No upload takes longer; one that is cut off by an error is removed at once.
ABANDONED_SECONDS = 24 * 3600


def backend() -> Backend:
    return bucket if is_remote() else folder


def is_remote() -> bool:
    """Whether the media lie in a bucket."""
    return bool(settings().s3_bucket)


def make_folder() -> None:
    """Make the media folder of a new site. Only then: one that is missing later is a disk that is not mounted, and an
    empty folder in its place would make every file look gone."""
    settings().media_folder.mkdir(parents=True, exist_ok=True)


def is_reachable() -> bool:
    return backend().trouble() is None


def has(stored_name: str) -> bool:
    """Raises MediaAway when it cannot be told."""
    return backend().has(stored_name)


def look_for(stored_names: Iterable[str]) -> dict[str, bool]:
    """Whether each of them is there; of a slow bucket only as many as were answered. Raises MediaAway."""
    return backend().look_for(stored_names)


def file(stored_name: str, size: int) -> Source:
    """To be sent or read from; whether it is there is found when it is opened."""
    return backend().file(stored_name, size)


def check_folder() -> None:
    """Of the uploads, wherever they are kept later. Raises MediaFolderMissing."""
    folder.check()


def check_space(size: int) -> None:
    """For an upload of this size, and that it can be kept. Raises NoSpace, and MediaAway."""
    folder.check_space(size)
    backend().check()


def keep_uploaded(upload: Path, ending: str) -> str:
    """Give an upload, which lies in the media folder already, a stored name. Raises MediaAway."""
    return _keep(ending, lambda stored_name: backend().take(upload, stored_name))


def keep_copy(source: Path, ending: str) -> str:
    """Copy a file under a random name; the name it came with is never used. Raises NoSpace, and MediaAway."""
    return _keep(ending, lambda stored_name: backend().copy(source, stored_name))


def keep_bytes(content: bytes, ending: str) -> str:
    """A small file, under a random name. Raises NoSpace, and MediaAway."""
    return _keep(ending, lambda stored_name: backend().write(content, stored_name))


def _keep(ending: str, put: Callable[[str], None]) -> str:
    stored_name = new_name(ending)
    try:
        put(stored_name)
    except BaseException:
        discard(stored_name)
        raise
    return stored_name


@dataclass(frozen=True)
class StoredFile:
    """A file that is kept."""

    name: str
    size: int


@contextmanager
def kept(content: bytes, ending: str) -> Iterator[StoredFile]:
    """Keep a small file; when the block raises, no row names it and it is removed again. Raises NoSpace, and
    MediaAway."""
    name = keep_bytes(content, ending)
    try:
        yield StoredFile(name, len(content))
    except BaseException:
        discard(name)
        raise
    clear_doubt(name)


def new_name(ending: str) -> str:
    """A random name for a file whose row is still to come."""
    stored_name = f"{uuid.uuid4().hex}.{ending}"
    note_doubtful(stored_name)
    return stored_name


def note_doubtful(stored_name: str) -> None:
    """Note a file whose row is not yet committed, or about to go: were this process killed now, no row would name the
    file, and nobody would ever erase it."""
    settings().doubtful_folder.mkdir(parents=True, exist_ok=True)
    (settings().doubtful_folder / stored_name).touch()


def clear_doubt(*stored_names: str | None) -> None:
    """Their rows are committed, or the files gone."""
    for stored_name in stored_names:
        if stored_name is not None:
            (settings().doubtful_folder / stored_name).unlink(missing_ok=True)


def doubtful_files(*, now: datetime) -> list[str]:
    """Those that have been so for a day, by name: whoever was at them is gone."""
    if not settings().doubtful_folder.is_dir():
        return []
    names = []
    for note in settings().doubtful_folder.iterdir():
        with suppress(FileNotFoundError):  # trusted just now
            if now.timestamp() - note.stat().st_mtime > ABANDONED_SECONDS:
                names.append(note.name)
    return sorted(names)


def remove_abandoned_uploads() -> None:
    """Temporary files of uploads that were cut off with their process; a stored file is never guessed at."""
    for file in settings().media_folder.glob(f"{UPLOAD_PREFIX}*"):
        if time.time() - file.stat().st_mtime > ABANDONED_SECONDS:
            file.unlink(missing_ok=True)


def discard(*stored_names: str | None) -> None:
    """Remove files whose rows could not be written, or are gone. Where they lie cannot be reached just now, the notes
    of their doubt stay, and a sweep removes them."""
    for stored_name in stored_names:
        if stored_name is not None:
            with suppress(MediaAway):
                backend().erase(stored_name)
                clear_doubt(stored_name)


def erase(stored_name: str) -> None:
    """A file whose row goes next. Raises MediaAway."""
    backend().erase(stored_name)
