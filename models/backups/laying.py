"""Laying the content of a backup into the data folder and the database."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine

from models.backups import postgresql_programs
from models.backups.archive import DATABASES, LABEL, MEDIA, is_media
from models.backups.packing import Tick
from models.backups.postgresql_programs import ProgramFailed
from models.backups.unpacking import Archive, Entry
from models.config.settings import Settings
from models.errors import CannotRestore
from models.files import modes
from models.plumbing import keys
from models.plumbing.ownership import give_to_owner_of_folder

MEGABYTE = 1024**2
PRIVATE = 0o600


def check_space(config: Settings, size: int) -> None:
    """Raises CannotRestore if the disk of the media folder has less space."""
    free = shutil.disk_usage(config.media_folder).free
    if free < size:
        raise CannotRestore(
            "There is not enough space in %(folder)s: the backup needs %(needed)s MB, and %(free)s MB are free.",
            folder=str(config.data),
            needed=size // MEGABYTE + 1,
            free=free // MEGABYTE,
        )


def lay_site(file: Path, config: Settings, bind: Engine, tick: Tick) -> None:
    """Write every entry to its place, the database too. Raises CannotRestore."""
    set_folder_modes(config)
    with file.open("rb") as opened:
        for entry in Archive(file, opened, tick).entries():
            if entry.name == DATABASES["postgresql"]:
                _fill_database(bind, entry)
            elif path := _place(entry, config, bind):
                _write(path, modes.of_media_file(config) if is_media(entry.name) else PRIVATE, entry)


def write_text(path: Path, text: str) -> None:
    content = text.encode()
    _write(path, PRIVATE, Entry(path.name, len(content), iter((content,))))


def set_folder_modes(config: Settings) -> None:
    """Only their owner may read them, and nginx where it sends the media: it is a member of the group (facts 60)."""
    for each in (config.data, config.media_folder):
        # Another user may own the folder of a mounted disk.
        with suppress(PermissionError):
            each.chmod(modes.of_folder(config))


def check_programs(bind: Engine) -> None:
    """Raises CannotRestore if a program is missing that the database needs."""
    if bind.dialect.name == "postgresql":
        with _refusing():
            postgresql_programs.check_installed("pg_restore")


def _fill_database(bind: Engine, entry: Entry) -> None:
    """All or nothing."""
    # Without comments: there may be an extension whose comment only its owner may write.
    options = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction"]
    with _refusing():
        postgresql_programs.feed("pg_restore", bind, options, entry.pieces)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except ProgramFailed as error:
        reason = str(error).rstrip(".")
        raise CannotRestore("The database cannot be restored: %(reason)s.", reason=reason) from None


def _place(entry: Entry, config: Settings, bind: Engine) -> Path | None:
    """None for what is not laid into the folder."""
    if is_media(entry.name):
        return config.media_folder / entry.name.removeprefix(MEDIA)
    if entry.name == DATABASES["sqlite"]:
        return Path(bind.url.database or "")
    # Keys that the settings name count, and a copy of them in the folder would only be one more to lose.
    is_named = {keys.KEY_FILE: bool(config.secret_key), keys.FORMER_KEYS_FILE: config.former_keys is not None}
    return None if entry.name == LABEL or is_named.get(entry.name) else config.data / entry.name


def _write(path: Path, mode: int, entry: Entry) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as file:
            # Whatever mask this process has.
            os.fchmod(descriptor, mode)
            for piece in entry.pieces:
                file.write(piece)
        give_to_owner_of_folder(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CannotRestore("%(file)s cannot be written: %(reason)s.", file=str(path), reason=reason) from None
