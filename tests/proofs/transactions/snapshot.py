"""A copy of the rows and files of a site, which can be put back quickly."""

import shutil
from pathlib import Path

from sqlalchemy import Engine

from models.config.settings import settings
from models.tables import Base


class Snapshot:
    """Taken when it is made. On PostgreSQL the copy is a schema of this name, on SQLite a file in `folder`."""

    def __init__(self, bind: Engine, folder: Path, name: str = "snapshot") -> None:
        self.bind, self.name, self.file = bind, name, folder / f"{name}.sqlite3"
        self.files = {file: file.read_bytes() for file in _files()}
        if bind.dialect.name == "postgresql":
            _run(bind, _copy(name))
        else:
            bind.dispose()
            shutil.copy(bind.url.database or "", self.file)

    def restore(self) -> None:
        if self.bind.dialect.name == "postgresql":
            _run(self.bind, _copy_back(self.name))
        else:
            self._restore_database_file()
        for file in _files():
            if file not in self.files:
                file.unlink()
        shutil.rmtree(settings().media_folder / "preparing", ignore_errors=True)
        for file, content in self.files.items():
            file.write_bytes(content)

    def _restore_database_file(self) -> None:
        self.bind.dispose()
        database = Path(self.bind.url.database or "")
        for ending in ("-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
        shutil.copy(self.file, database)


def _files() -> list[Path]:
    """The media files, and the notes about doubtful ones."""
    folders = (settings().media_folder, settings().doubtful_folder)
    return [file for folder in folders if folder.is_dir() for file in folder.iterdir() if file.is_file()]


def _run(bind: Engine, statements: list[str]) -> None:
    """All in one transaction and one round trip."""
    with bind.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("; ".join(statements))
        driver.commit()


def _copy(schema: str) -> list[str]:
    copies = [f"CREATE TABLE {schema}.{table.name} AS TABLE {table.name}" for table in Base.metadata.sorted_tables]
    return [f"DROP SCHEMA IF EXISTS {schema} CASCADE", f"CREATE SCHEMA {schema}", *copies]


def _copy_back(schema: str) -> list[str]:
    tables = [table.name for table in Base.metadata.sorted_tables]
    return [
        *(f"DELETE FROM {name}" for name in reversed(tables)),
        *(f"INSERT INTO {name} SELECT * FROM {schema}.{name}" for name in tables),
    ]
