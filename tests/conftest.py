"""Fixtures of all tests: settings, a new site on SQLite and on PostgreSQL, a bucket, and a maker of content.

A test whose server or program is missing is skipped and says why. With CI=true it fails instead.
"""

import gc
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, inspect, text
from sqlalchemy.exc import OperationalError

from models.config import settings
from models.files import bucket as in_bucket
from models.files import s3
from models.plumbing import circuit_breaker, clock, database, keys, request_ids, sqlite
from models.site import founding
from tests.vocabulary import fast_databases
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.elsewhere import Elsewhere, elsewhere_running
from tests.vocabulary.empty_databases import EmptyDatabases
from tests.vocabulary.maker import Maker
from tests.vocabulary.unread import left_unread

SERVER = os.environ.get("GUESTLINK_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
KEY = "a key of the tests, long enough to be one"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """The default run waits for servers and clocks a third of its time; the long tests use whole cores."""
    is_default = bool(config.option.markexpr == "not long")
    return (os.cpu_count() or 1) + is_default


def pytest_collection_finish() -> None:
    """All tests stay for the whole run. To look for garbage among them, again and again, takes 3 % of it."""
    gc.freeze()


def skip_unless_ci(reason: str) -> None:
    """Skip the test. In CI, let it fail: nothing may be missing there."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have it: {reason}")
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """New settings, without the environment and the `.env` of this machine. Returns the working folder."""
    for name in list(os.environ):
        if name.startswith("GUESTLINK_") and not name.startswith("GUESTLINK_TEST"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUESTLINK_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", KEY)
    monkeypatch.setattr(sqlite, "PRAGMAS", fast_databases.SQLITE_PRAGMAS)
    monkeypatch.setattr(database, "make_engine", fast_databases.make_engine)
    (tmp_path / "var" / "media").mkdir(parents=True)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """Forget what a process reads only once, like settings and engine: the next use reads it again."""
    if database.engine.cache_info().currsize:
        database.engine().dispose()
    for cached in (database.engine, settings.settings, keys.ring, s3.connection):
        cached.cache_clear()
    clock._samples.clear()


@pytest.fixture(autouse=True)
def _without_request_id() -> Iterator[None]:
    """An id that an earlier test has left would be written into the rows of this one."""
    token = request_ids._current.set(None)
    yield
    request_ids._current.reset(token)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """A database for this run. The first test that needs it migrates it, and each test empties it."""
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    name = f"guestlink_{uuid.uuid4().hex}"
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
            connection.execute(text(f"ALTER DATABASE {name} SET {fast_databases.POSTGRESQL_SETTING}"))
    except OperationalError:
        skip_unless_ci("PostgreSQL does not answer on 127.0.0.1:5432 (GUESTLINK_TEST_POSTGRESQL names another)")
    yield server.url.set(database=name)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def empty_databases(postgresql: URL) -> Iterator[EmptyDatabases]:
    databases = EmptyDatabases(postgresql)
    yield databases
    databases.drop_all()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test on SQLite keeps its migrated database. The others copy it."""
    return tmp_path_factory.mktemp("migrated") / "guestlink.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, environment: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database of this test. The settings name it, also for processes that the test starts."""
    if request.param == "sqlite":
        url = f"sqlite:///{environment / 'var' / 'guestlink.sqlite3'}"
    else:
        url = request.getfixturevalue("postgresql").render_as_string(hide_password=False)
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", url)
    return url


@pytest.fixture
def bind(database_url: str, migrated_file: Path) -> Iterator[Engine]:
    """A migrated and empty site. Fails when a test has left a result unread (see tests/vocabulary/unread.py)."""
    forget()
    engine = database.engine()
    fast_databases.share_compiled_statements(engine)
    unread: list[str] = []
    if engine.dialect.name == "sqlite":
        fast_databases.copy_or_migrate(engine, migrated_file)
        unread = left_unread(engine)
    elif not inspect(engine).has_table("site"):
        founding.migrate(engine, now=datetime.now(UTC))
    else:
        fast_databases.empty(engine)
    yield engine
    assert not unread


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """One server for the run. After a test has killed it, the next test starts it again."""
    if find_spec("moto") is None:
        skip_unless_ci("moto is not installed")
    server = Bucket(tmp_path_factory.mktemp("s3"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def bucket(s3_server: Bucket, environment: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """An empty bucket. The settings name it, also for processes that the test starts."""
    for name, value in s3_server.settings.items():
        monkeypatch.setenv(name, value)
    s3_server.connect_quickly(monkeypatch)
    forget()
    s3_server.ready()
    yield s3_server
    s3_server.thaw()
    s3_server.refuse(None)
    s3_server.patience.undo()


@pytest.fixture
def bucket_asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question goes to the bucket: no earlier answer or silence is remembered."""
    monkeypatch.setattr(in_bucket, "FRESH_SECONDS", 0.0)
    monkeypatch.setattr(circuit_breaker, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    """A server on another site, which may be read from, although it is on this machine."""
    monkeypatch.setenv("GUESTLINK_PRIVATE_HOSTS", "127.0.0.0/8")
    forget()
    yield from elsewhere_running()


@pytest.fixture
def maker(bind: Engine) -> Maker:
    return Maker(bind)
