"""A consistent copy of the database, made while guests enter."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.backups import postgresql_programs
from models.backups.new_file import check_space, refusing, temporary_file
from models.backups.postgresql_programs import ProgramFailed
from models.config.settings import settings
from models.errors import CannotBackUp
from models.plumbing.progress import Report
from models.tables import MediaFile, MediaItem

# So many pages are copied before the next look whether the backup shall end.
PAGES = 2000


@dataclass(frozen=True)
class Copy:
    """`media_files`: the stored names of all files that the copy names, except those of deleted items."""

    schema_version: str
    media_files: list[str]
    content: IO[bytes]


@contextmanager
def copied(bind: Engine, target: Path, report: Report) -> Iterator[Copy]:
    """The copy lies beside the target until the end of the block. Raises CannotBackUp."""
    copying = _sqlite if bind.dialect.name == "sqlite" else _postgresql
    with copying(bind, target, report) as copy:
        yield copy


@contextmanager
def _sqlite(bind: Engine, target: Path, report: Report) -> Iterator[Copy]:
    with temporary_file(target) as path:
        # One transaction reads the names and all pages. Writers go on meanwhile, and none of it gets into the copy.
        with Session(bind.execution_options(reads_only=True)) as db, _refusing(sqlite3.Error, DBAPIError):
            db.execute(text("BEGIN"))
            version, names = _version(db), _media_files(db)
            source: Any = db.connection().connection.driver_connection
            size = db.scalars(text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")).one()
            check_space(target, size, settings().data)
            _copy_pages(source, path, report)
            db.rollback()
        with path.open("rb") as content:
            yield Copy(version, names, content)


def _copy_pages(source: sqlite3.Connection, path: Path, report: Report) -> None:
    # Nobody else knows of it, so it needs no locks, which the target's disk may not have.
    copy = sqlite3.connect(f"file:{quote(str(path))}?vfs=unix-none", uri=True)
    try:
        # Without it, a copy of pages in WAL needs a file beside it for its locks.
        copy.execute("PRAGMA locking_mode=EXCLUSIVE")
        # If we are killed, the copy is thrown away. So it needs neither a journal nor to wait for the disk.
        copy.execute("PRAGMA journal_mode=OFF")
        copy.execute("PRAGMA synchronous=OFF")
        source.backup(
            copy,
            pages=PAGES,
            progress=lambda _, left, all_pages: report("Copying the database", all_pages - left, all_pages),
        )
        # All in one file, without the files beside it that the original has.
        copy.execute("PRAGMA journal_mode=DELETE")
        if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise CannotBackUp("The database is damaged: see `PRAGMA integrity_check` of SQLite.")
    finally:
        copy.close()


@contextmanager
def _postgresql(bind: Engine, target: Path, _report: Report) -> Iterator[Copy]:
    with _refusing(ProgramFailed):
        postgresql_programs.check_installed("pg_dump")
    with refusing(target):
        # It has no name, so nothing is left of it in any case.
        content = tempfile.TemporaryFile(dir=target.parent)  # noqa: SIM115 (closed below)
    with content:
        with (
            bind.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
            Session(connection) as db,
        ):
            # The dump may take longer than a transaction of ours may otherwise last.
            db.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            version, names = _version(db), _media_files(db)
            snapshot = db.scalars(text("SELECT pg_export_snapshot()")).one()
            with _refusing(ProgramFailed):
                options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
                postgresql_programs.run("pg_dump", bind, options, output=content)
        yield Copy(version, names, content)


def _version(db: Session) -> str:
    return str(db.scalars(text("SELECT version_num FROM alembic_version")).one())


def _media_files(db: Session) -> list[str]:
    named = select(MediaFile.stored_name).join(MediaItem, MediaItem.id == MediaFile.media_id)
    return list(db.scalars(named.where(MediaItem.deleted_at.is_(None)).order_by(MediaFile.id)))


@contextmanager
def _refusing(*kinds: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kinds as error:
        # Without the statement, which SQLAlchemy adds.
        reason = str(error.orig if isinstance(error, DBAPIError) else error).rstrip(".")
        raise CannotBackUp("The database cannot be copied: %(reason)s.", reason=reason) from None
