"""Where media files are kept, under random names: in the media folder or in a bucket. The other rooms use this module.

Uploads that are still arriving, and the notes of doubtful files, are in the data folder in both cases. A file is
doubtful while its row may be missing: before the row is committed, and when the row is about to be removed. If the
process is killed then, a sweep finds the note and erases the file (`doubtful_files.py`).
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from models.config.settings import settings
from models.errors import MediaAway
from models.files import arriving, bucket, disk_faults, folder
from models.files.backend import Backend, Source
from models.plumbing import ownership
from models.plumbing.database_faults import is_away
from models.plumbing.progress import Advance, advance_nothing

# Nobody works on a file any more that was not written to for this time.
ABANDONED_SECONDS = 24 * 3600


def backend() -> Backend:
    return bucket if is_remote() else folder


def is_remote() -> bool:
    """Whether the media are in a bucket."""
    return bool(settings().s3_bucket)


def make_folder() -> None:
    """Make the media folder of a new site. Never call this later: a missing folder then means a disk that is not
    mounted, and with an empty folder in its place every file would look gone."""
    ownership.make_folder(settings().media_folder)


def is_reachable() -> bool:
    return backend().trouble() is None


def has(stored_name: str) -> bool:
    """Raises MediaAway."""
    return backend().has(stored_name)


def look_for(stored_names: Iterable[str]) -> dict[str, bool]:
    """Whether each file is there. If a bucket is slow, some files are left out. Raises MediaAway."""
    return backend().look_for(stored_names)


def file(stored_name: str, size: int) -> Source:
    """The file, which may be missing."""
    return backend().file(stored_name, size)


def check_folder() -> None:
    """Check the folder in which uploads arrive, also if they are kept in a bucket. Raises MediaFolderMissing and
    MediaFolderUnusable."""
    folder.check()


def check() -> None:
    """Check that an upload can arrive, and that what has arrived can be kept. Raises MediaAway."""
    folder.check()
    backend().check()


def check_space(size: int) -> None:
    """Check that a file of this size can be kept. Raises NoSpace and MediaAway."""
    arriving.check_space(size)
    backend().check()


def begin_upload(size: int, *, comes_first: bool = False) -> Any:
    """A temporary file for an upload of this size, on the disk of the media folder, also if it is kept in a bucket. It
    is removed when it is closed. `comes_first`: see `arriving.room_for`. Raises NoSpace and MediaAway."""
    check()
    return arriving.begin(size, comes_first=comes_first)


def keep_uploaded(upload: Path, ending: str) -> str:
    """Keep an upload that `begin_upload` has made a file for, and return its stored name. Raises MediaAway."""
    return _put(new_doubtful_name(ending), lambda stored_name: backend().take(upload, stored_name))


def keep_uploaded_as(upload: Path, stored_name: str) -> str:
    """Like `keep_uploaded`, under a name that only this upload can have. What an earlier try has left there is
    replaced: no row may name it. Raises MediaAway."""
    if backend().has(stored_name):
        backend().erase(stored_name)
    note_doubtful(stored_name)
    return _put(stored_name, lambda name: backend().take(upload, name))


def keep_copy(source: Path, ending: str, advance: Advance = advance_nothing) -> str:
    """Keep a copy, and return its stored name. Raises NoSpace and MediaAway."""
    return _put(new_doubtful_name(ending), lambda name: backend().copy(source, name, advance))


def keep_bytes(content: bytes, ending: str) -> str:
    """Keep a small file, and return its stored name. Raises NoSpace and MediaAway."""
    return _put(new_doubtful_name(ending), lambda name: backend().write(content, name))


def _put(stored_name: str, put: Callable[[str], None]) -> str:
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
    """Keep a small file whose row is committed in the block. If the block raises, the file is removed.

    Raises NoSpace and MediaAway.
    """
    name = keep_bytes(content, ending)
    try:
        yield StoredFile(name, len(content))
    except BaseException as error:
        discard(name, after=error)
        raise
    clear_doubt(name)


def new_doubtful_name(ending: str) -> str:
    """A random name for a new file. The file is noted as doubtful, until `clear_doubt`."""
    stored_name = f"{uuid.uuid4().hex}.{ending}"
    note_doubtful(stored_name)
    return stored_name


def note_doubtful(stored_name: str) -> None:
    """Call this before the file is written, and before its row is removed. Raises NoSpace and MediaAway."""
    try:
        ownership.make_folder(settings().doubtful_folder)
        (settings().doubtful_folder / stored_name).touch()
    except OSError as error:
        raise disk_faults.refusal_of(error) from None


def clear_doubt(*stored_names: str | None) -> None:
    """Call this when the rows of these files are committed, or the files are gone. A note that cannot be removed now is
    left to the sweep. None is ignored."""
    for stored_name in filter(None, stored_names):
        with suppress(OSError):
            (settings().doubtful_folder / stored_name).unlink()


def doubtful_files(*, now: datetime) -> list[str]:
    """The names of files that have been doubtful for a day, sorted."""
    return sorted(note.name for note in settings().doubtful_folder.glob("*") if is_long_doubtful(note.name, now=now))


def is_long_doubtful(stored_name: str, *, now: datetime) -> bool:
    """Whether the file has been doubtful for a day. False if somebody has noted it again since."""
    try:
        noted_at = (settings().doubtful_folder / stored_name).stat().st_mtime
    except FileNotFoundError:
        return False
    return now.timestamp() - noted_at > ABANDONED_SECONDS


def remove_abandoned_uploads() -> None:
    """Remove the temporary files that killed processes have left. Stored files are never touched."""
    arriving.remove_dead()
    arriving.remove_old(ABANDONED_SECONDS)


def discard(*stored_names: str | None, after: BaseException | None = None) -> None:
    """Erase doubtful files that no row names. If they cannot be reached now, a sweep erases them later; also after an
    error by which the database went away, because then the rows may be committed. None is ignored."""
    if isinstance(after, Exception) and is_away(after):
        return
    for stored_name in filter(None, stored_names):
        with suppress(MediaAway):
            backend().erase(stored_name)
            clear_doubt(stored_name)


def erase(stored_name: str) -> None:
    """Erase a file whose row is removed next. Safe to call twice. Raises MediaAway."""
    backend().erase(stored_name)
