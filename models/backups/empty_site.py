"""The place for a restore: an empty data folder and an empty database, which nobody else uses meanwhile."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, MetaData, text
from sqlalchemy.exc import DBAPIError

from models.backups.archive import KEYS
from models.backups.site_settings import FILE as SETTINGS_FILE
from models.config import lock_files
from models.config.settings import Settings
from models.errors import CannotRestore
from models.plumbing.file_locks import Locked, lock_in_data_folder
from models.plumbing.ownership import give_to_owner_of_folder

LOCKS = (lock_files.UP, lock_files.PARTS)
# A data folder that has only these is empty.
IGNORED = {*LOCKS, lock_files.BACKUP, lock_files.SPACE, lock_files.RESTORING}
# The names of a SQLite database and of the files beside it.
SQLITE_ENDINGS = ("", "-wal", "-shm", "-journal")
# Tables, views and sequences, but for those of the server and of its extensions.
FOREIGN_RELATIONS = text(
    "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_') AND NOT EXISTS "
    "(SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')"
)


@contextmanager
def empty_site(config: Settings, bind: Engine) -> Iterator[None]:
    """In the block a site may be laid here, and no part of one can start here. If the block raises, all that was laid
    is removed. If this process is killed, a mark stays, and no part starts until the restore was done again.

    Raises CannotRestore if a part is running here, or if folder or database are not empty.
    """
    with _made_folder(config.data), _made_folder(config.media_folder), ExitStack() as locks:
        for name in LOCKS:
            locks.enter_context(_locked(config, name))
        mark = config.data / lock_files.RESTORING
        if mark.exists():
            _remove_site(config, _file_of(bind, within=config.data))
        _check_empty(config, bind)
        mark.touch(mode=0o600)
        try:
            yield
        except BaseException:
            bind.dispose()
            _remove_site(config, _file_of(bind))
            _empty_database(bind)
            mark.unlink()
            raise
        mark.unlink()


@contextmanager
def _made_folder(folder: Path) -> Iterator[None]:
    """Make the folder if there is none. If the block raises, remove it again."""
    if folder.is_dir():
        yield
        return
    folder.mkdir(mode=0o700, parents=True)
    try:
        give_to_owner_of_folder(folder)
        yield
    except BaseException:
        with suppress(OSError):
            folder.rmdir()
        raise


@contextmanager
def _locked(config: Settings, name: str) -> Iterator[None]:
    """If the block raises, a file that was made for the lock is removed again."""
    is_new = not (config.data / name).exists()
    try:
        with lock_in_data_folder(config.data, name):
            yield
    except Locked:
        is_restored = (config.data / lock_files.RESTORING).exists()
        who = "Another restore" if is_restored else "Guestlink, or a part of it,"
        raise CannotRestore("%(who)s is running on %(data)s. Stop it first.", who=who, data=str(config.data)) from None
    except BaseException:
        if is_new:
            (config.data / name).unlink(missing_ok=True)
        raise


def _check_empty(config: Settings, bind: Engine) -> None:
    file = _file_of(bind)
    found = _first_file(config.data) or _first_file(config.media_folder)
    if found is None and file is not None and file.exists():
        found = file
    if found is not None:
        raise CannotRestore(
            "A backup is restored into an empty data folder only, but there is %(file)s already. Move it away, or name "
            "another folder by GUESTLINK_DATA.",
            file=str(found),
        )
    if file is None:
        with bind.connect() as connection:
            if connection.scalar(FOREIGN_RELATIONS):
                raise CannotRestore(
                    "A backup is restored into an empty database only, but %(name)s has tables. Make a new one with "
                    "createdb, and name it by GUESTLINK_DATABASE_URL.",
                    name=str(bind.url.database),
                )


def _first_file(folder: Path) -> Path | None:
    """A file anywhere below this folder. Empty folders, such as those of a container's volume, are no obstacle."""
    for parent, _folders, names in os.walk(folder):
        for name in sorted(names):
            if Path(parent) != folder or name not in IGNORED:
                return Path(parent) / name
    return None


def _remove_site(config: Settings, database_file: Path | None) -> None:
    """Remove what a restore lays into the folder, and nothing else."""
    for name in (*KEYS, SETTINGS_FILE):
        (config.data / name).unlink(missing_ok=True)
    for ending in SQLITE_ENDINGS if database_file else ():
        Path(f"{database_file}{ending}").unlink(missing_ok=True)
    for file in config.media_folder.iterdir():
        if file.is_file() and not file.is_symlink():
            file.unlink()


def _file_of(bind: Engine, *, within: Path | None = None) -> Path | None:
    """The file of a SQLite database; with `within`, only if it is in this folder."""
    if bind.dialect.name != "sqlite":
        return None
    file = Path(bind.url.database or "").absolute()
    return file if within is None or file.is_relative_to(within) else None


def _empty_database(bind: Engine) -> None:
    """Drop the tables of a restore that failed. The database was empty before."""
    if bind.dialect.name == "postgresql":
        # If it does not answer any more, the operator makes a new one.
        with suppress(DBAPIError), bind.begin() as connection:
            # Also those that only an older version uses.
            tables = MetaData()
            tables.reflect(connection)
            tables.drop_all(connection)
