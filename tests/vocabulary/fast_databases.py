"""What makes the databases of the tests faster than those of a site, and changes nothing that a test can see."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, Engine, text, update

from models.plumbing import database, keys, sqlite
from models.site import founding
from models.tables import Base, Module, Site

# No test cuts the power of this machine. To wait for its disk at each commit would take a third of the run.
SQLITE_PRAGMAS = tuple(pragma.replace("synchronous=FULL", "synchronous=OFF") for pragma in sqlite.PRAGMAS)
POSTGRESQL_SETTING = "synchronous_commit = off"

# For each kind of database: its dialect, and the statements that were compiled for it.
_known: dict[str, tuple[Dialect, dict[Any, Any]]] = {}
_make_engine = database.make_engine


def make_engine(address: str) -> Engine:
    """As the product makes it. An engine that a test makes anew, with other settings, knows what others compiled."""
    engine = _make_engine(address)
    if engine.dialect.name in _known:
        share_compiled_statements(engine)
    return engine


def share_compiled_statements(engine: Engine) -> None:
    """Each test has its own engine. To compile the same statements for each of them would take a fifth of the run."""
    engine.dialect, statements = _known.setdefault(engine.dialect.name, (engine.dialect, {}))
    engine.update_execution_options(compiled_cache=statements)


def copy_or_migrate(engine: Engine, migrated_file: Path) -> None:
    """A migrated database on SQLite. The first is kept in this file."""
    file = Path(engine.url.database or "")
    if migrated_file.exists():
        shutil.copy(migrated_file, file)
        return
    founding.migrate(engine, now=datetime.now(UTC))
    # When the last connection closes, SQLite writes everything into this file.
    engine.dispose()
    shutil.copy(file, migrated_file)


def empty(engine: Engine) -> None:
    """As after the migration: only the two modules, both on, and the row of the site."""
    tables = [table for table in Base.metadata.sorted_tables if table is not Module.__table__]
    with database.writing(engine) as db:
        # TRUNCATE writes new files for each table and index, and takes twenty times as long.
        db.execute(text("SET LOCAL session_replication_role = replica"))
        db.execute(text("; ".join(f"DELETE FROM {table.name}" for table in tables)))
        db.execute(text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"))
        db.execute(update(Module).values(enabled=True, minimal_role="contributor", permits="role"))
        bounds = ("default_clicks", "most_clicks", "default_days", "most_days")
        db.execute(update(Module).values(dict.fromkeys(bounds)))
        db.add(Site(id=1, key_fingerprint=keys.fingerprint(), created_at=datetime.now(UTC)))
