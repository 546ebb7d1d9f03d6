"""A site with media and guests, whose key is in its data folder, and new places into which its backup is restored."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, text

from models.backups.making import Made, make_backup
from models.backups.restoring import Restored, restore_backup
from models.plumbing import database, keys
from tests.conftest import KEY, forget
from tests.vocabulary.maker import NOW, Maker


def unheard(_doing: str, _done: int, _total: int) -> None:
    """Nobody watches the progress."""


@pytest.fixture(autouse=True)
def _key_in_folder(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `guestlink up` makes it. The tests' own setting would count more than the key of a backup."""
    monkeypatch.delenv("GUESTLINK_SECRET_KEY")
    (environment / "var" / keys.KEY_FILE).write_text(KEY)
    forget()


@pytest.fixture
def target(environment: Path) -> Path:
    """Where a backup is written; nothing else is in its folder."""
    (environment / "backups").mkdir()
    return environment / "backups" / "site.tar.gz"


@dataclass
class Places:
    """Makes places for a restore: each a folder that does not exist yet, and an empty database."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    # None: each place has a SQLite database in its folder.
    server: URL | None
    made: list[str] = field(default_factory=list)

    def move(self) -> Path:
        """From here on the settings name a new place. Returns its data folder."""
        name = f"guestlink_{uuid.uuid4().hex}"
        data = self.folder / name
        self.monkeypatch.setenv("GUESTLINK_DATA", str(data))
        self.monkeypatch.delenv("GUESTLINK_DATABASE_URL", raising=False)
        if self.server is not None:
            self._run(f"CREATE DATABASE {name}")
            self.made.append(name)
            url = self.server.set(database=name).render_as_string(hide_password=False)
            self.monkeypatch.setenv("GUESTLINK_DATABASE_URL", url)
        forget()
        return data

    def remove(self) -> None:
        forget()
        for name in self.made:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        assert self.server is not None
        server = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(statement))
        server.dispose()


@pytest.fixture
def places(
    request: pytest.FixtureRequest, environment: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> Iterator[Places]:
    server = request.getfixturevalue("postgresql") if database_url.startswith("postgresql") else None
    made = Places(environment, monkeypatch, server)
    yield made
    made.remove()


def back_up(maker: Maker, target: Path) -> Made:
    return make_backup(maker.bind, target, unheard, now=NOW)


def restore(file: Path, *, with_access: bool = False, now: datetime = NOW) -> tuple[Restored, Maker]:
    """Restore into the place that the settings name. Returns a maker for the restored site, too."""
    bind: Engine = database.engine()
    restored = restore_backup(bind, file, unheard, with_access=with_access, now=now)
    return restored, Maker(bind)
