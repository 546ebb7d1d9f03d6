"""The media folder: files under random names, room left on the disk, nothing left behind."""

import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from models.plumbing.errors import MediaFolderMissing, NoRoom
from models.plumbing.settings import settings

# Kept free whatever comes: the database lives on the same disk.
SPARE_BYTES = 256 * 1024**2
UPLOAD_PREFIX = "upload-"
# No upload takes longer; one that is cut off by an error is removed at once.
ABANDONED_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Probed:
    """What a file was found to be."""

    content_type: str
    ending: str
    size: int
    duration: float
    width: int
    height: int


def make_folder() -> None:
    """Make the media folder of a new site. Only then: one that is missing later is a disk that is not mounted, and an
    empty folder in its place would make every file look gone."""
    settings().media_folder.mkdir(parents=True, exist_ok=True)


def is_there() -> bool:
    return settings().media_folder.is_dir()


def has(stored_name: str) -> bool:
    return (settings().media_folder / stored_name).is_file()


def check_folder() -> None:
    """Raises MediaFolderMissing."""
    if not is_there():
        raise MediaFolderMissing


def check_room(size: int) -> None:
    """Raises NoRoom when a file of this size would not leave the disk its spare bytes."""
    check_folder()
    if shutil.disk_usage(settings().media_folder).free - size < SPARE_BYTES:
        raise NoRoom


def size_of(stored_name: str) -> int:
    return (settings().media_folder / stored_name).stat().st_size


def keep_uploaded(upload: Path, ending: str) -> str:
    """Give an upload, which lies in the media folder already, a stored name beside its temporary one."""
    stored_name = f"{uuid.uuid4().hex}.{ending}"
    # A second name for the same bytes: no copying, and the temporary one may be closed and removed as ever.
    (settings().media_folder / stored_name).hardlink_to(upload)
    return stored_name


def keep_copy(source: Path, ending: str) -> str:
    """Copy a file into the media folder, under a random name; the name it came with is never used. Raises NoRoom."""
    stored_name = f"{uuid.uuid4().hex}.{ending}"
    check_room(source.stat().st_size)
    try:
        shutil.copyfile(source, settings().media_folder / stored_name)
    except OSError:
        forget(stored_name)
        raise NoRoom from None
    return stored_name


def keep_bytes(content: bytes, ending: str) -> str:
    """A small file, under a random name. Raises NoRoom, and MediaFolderMissing."""
    stored_name = f"{uuid.uuid4().hex}.{ending}"
    check_room(len(content))
    try:
        (settings().media_folder / stored_name).write_bytes(content)
    except OSError:
        forget(stored_name)
        raise NoRoom from None
    return stored_name


def remove_abandoned_uploads() -> None:
    """Temporary files of uploads that were cut off with their process; a stored file is never guessed at."""
    for file in settings().media_folder.glob(f"{UPLOAD_PREFIX}*"):
        if time.time() - file.stat().st_mtime > ABANDONED_SECONDS:
            file.unlink(missing_ok=True)


def forget(*stored_names: str | None) -> None:
    """Remove files whose rows could not be written."""
    for stored_name in stored_names:
        if stored_name is not None:
            (settings().media_folder / stored_name).unlink(missing_ok=True)
