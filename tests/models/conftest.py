"""A database in which no site has been founded yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.plumbing import database
from tests.vocabulary.empty_databases import EmptyDatabases


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        yield database.make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        return
    databases: EmptyDatabases = request.getfixturevalue("empty_databases")
    url = databases.take()
    yield database.make_engine(url.render_as_string(hide_password=False))
    databases.give_back(url)
