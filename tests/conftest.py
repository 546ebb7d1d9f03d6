"""What all tests share: a site of their own on SQLite and on PostgreSQL, and small makers of its content.

A test that lacks its server skips and says why; with CI=true it fails instead.
"""

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from models import founding
from models.plumbing import clock, db, settings
from tests.making import Maker

SERVER = os.environ.get("GUESTLINK_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
KEY = "a key of the tests, long enough to be one"


def lacking(reason: str) -> None:
    """Skip, but never in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have it: {reason}")
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Settings of this test alone; nothing of the machine's own environment or `.env` counts."""
    for name in list(os.environ):
        if name.startswith("GUESTLINK_") and not name.startswith("GUESTLINK_TEST"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUESTLINK_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", KEY)
    (tmp_path / "var" / "media").mkdir(parents=True)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """Settings, engine and clock are read once a process; a test is a process of its own."""
    if db.engine.cache_info().currsize:
        db.engine().dispose()
    for remembered in (db.engine, settings.settings):
        remembered.cache_clear()
    clock._samples.clear()


@pytest.fixture(scope="session")
def postgresql() -> Engine:
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    try:
        server.connect().close()
    except Exception as error:
        lacking(f"PostgreSQL does not answer ({type(error).__name__})")
    return server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, environment: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database; the settings of this process name it."""
    if request.param == "sqlite":
        url = f"sqlite:///{environment / 'var' / 'guestlink.sqlite3'}"
        monkeypatch.setenv("GUESTLINK_DATABASE_URL", url)
        yield url
        return
    server: Engine = request.getfixturevalue("postgresql")
    name = f"guestlink_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = server.url.set(database=name).render_as_string(hide_password=False)
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", url)
    yield url
    forget()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def bind(database_url: str) -> Engine:
    """A migrated site."""
    forget()
    engine = db.engine()
    founding.migrate(engine, now=datetime.now(UTC))
    return engine


@pytest.fixture
def maker(bind: Engine) -> Maker:
    return Maker(bind)
