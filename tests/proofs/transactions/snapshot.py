"""The ground that the proofs stand on: a site whose rows and files are put back at once."""

import shutil
from pathlib import Path

from sqlalchemy import Engine

from models.config.settings import settings
from models.tables import Base


class Ground:
    """The rows and files of this moment, kept beside the site under a name."""

    def __init__(self, bind: Engine, folder: Path, name: str = "kept") -> None:
        self.bind, self.name, self.file = bind, name, folder / f"{name}.sqlite3"
        self.files = {file: file.read_bytes() for file in _files()}
        if bind.dialect.name == "postgresql":
            _script(bind, _keeping(name))
        else:
            bind.dispose()
            shutil.copy(bind.url.database or "", self.file)

    def restore(self) -> None:
        if self.bind.dialect.name == "postgresql":
            _script(self.bind, _restoring(self.name))
        else:
            self._restore_file()
        for file in _files():
            if file not in self.files:
                file.unlink()
        for file, content in self.files.items():
            file.write_bytes(content)

    def _restore_file(self) -> None:
        self.bind.dispose()
        database = Path(self.bind.url.database or "")
        for ending in ("-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
        shutil.copy(self.file, database)


def _files() -> list[Path]:
    """The media, and the notes of what is doubtful among them."""
    folders = (settings().media_folder, settings().doubtful_folder)
    return [file for folder in folders if folder.is_dir() for file in folder.iterdir()]


def _script(bind: Engine, statements: list[str]) -> None:
    """Many statements in one round trip and one transaction."""
    with bind.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("; ".join(statements))
        driver.commit()


def _keeping(kept: str) -> list[str]:
    copies = [f"CREATE TABLE {kept}.{table.name} AS TABLE {table.name}" for table in Base.metadata.sorted_tables]
    return [f"DROP SCHEMA IF EXISTS {kept} CASCADE", f"CREATE SCHEMA {kept}", *copies]


def _restoring(kept: str) -> list[str]:
    tables = [table.name for table in Base.metadata.sorted_tables]
    return [
        *(f"DELETE FROM {name}" for name in reversed(tables)),
        *(f"INSERT INTO {name} SELECT * FROM {kept}.{name}" for name in tables),
    ]
