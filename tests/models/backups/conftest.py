"""A site with its key in the data folder, and new places into which its backup is restored."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, text

from models.plumbing import keys
from tests.conftest import KEY, forget
from tests.models.backups.backing_up import back_up
from tests.vocabulary.maker import Maker


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


@pytest.fixture
def backup(maker: Maker, target: Path) -> Path:
    maker.enter(maker.link())
    back_up(maker, target)
    return target


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
