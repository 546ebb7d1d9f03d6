"""A site with its key in the data folder, and new places into which its backup is restored."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import URL

from models.plumbing import keys
from tests.conftest import KEY, forget
from tests.models.backups.backing_up import back_up
from tests.vocabulary.empty_databases import EmptyDatabases
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
    databases: EmptyDatabases | None
    made: list[URL] = field(default_factory=list)

    def move(self) -> Path:
        """From here on the settings name a new place. Returns its data folder."""
        data = self.folder / f"guestlink_{uuid.uuid4().hex}"
        self.monkeypatch.setenv("GUESTLINK_DATA", str(data))
        self.monkeypatch.delenv("GUESTLINK_DATABASE_URL", raising=False)
        if self.databases is not None:
            self.made.append(url := self.databases.take())
            self.monkeypatch.setenv("GUESTLINK_DATABASE_URL", url.render_as_string(hide_password=False))
        forget()
        return data

    def remove(self) -> None:
        forget()
        for url in self.made:
            assert self.databases is not None
            self.databases.give_back(url)


@pytest.fixture
def places(
    request: pytest.FixtureRequest, environment: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> Iterator[Places]:
    databases = request.getfixturevalue("empty_databases") if database_url.startswith("postgresql") else None
    made = Places(environment, monkeypatch, databases)
    yield made
    made.remove()
