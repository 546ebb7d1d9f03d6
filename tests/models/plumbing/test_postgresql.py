"""Connections to PostgreSQL bring their own settings, directly and through PgBouncer, whatever the server's are."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, Engine, bindparam, create_engine, func, select, text

from models.errors import DoesNotAdmit, Invalid
from models.plumbing import clock, database, postgresql
from models.site import founding
from models.tables import GuestEntry, GuestLink
from tests.conftest import forget, skip_unless_ci
from tests.vocabulary import pgbouncer as pooling
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.site import now

HOSTILE_DEFAULTS = {
    "default_transaction_isolation": "serializable",
    "TimeZone": "Asia/Kathmandu",
    "DateStyle": "German",
    "IntervalStyle": "sql_standard",
    "client_encoding": "LATIN1",
    "search_path": "evil, pg_catalog",
    "standard_conforming_strings": "off",
    "backslash_quote": "on",
    "transform_null_equals": "on",
    "extra_float_digits": "-15",
    "bytea_output": "escape",
    "jit": "on",
    "lock_timeout": "7ms",
    "statement_timeout": "3s",
    "idle_in_transaction_session_timeout": "3s",
    "idle_session_timeout": "1h",
}
TURKISH = "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR' LOCALE 'C.UTF-8' TEMPLATE template0"


@pytest.fixture(scope="module")
def hostile(postgresql: URL) -> Iterator[URL]:
    """The address of a Turkish database whose defaults, and those of its role, are not ours."""
    server, name = create_engine(postgresql, isolation_level="AUTOCOMMIT"), f"guestlink_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} {TURKISH}"))
        connection.execute(text(f"CREATE ROLE {name} LOGIN SUPERUSER PASSWORD 'secret'"))
        for whose in (f"DATABASE {name}", f"ROLE {name} IN DATABASE {name}"):
            for setting, value in HOSTILE_DEFAULTS.items():
                values = value if setting == "search_path" else f"'{value}'"
                connection.execute(text(f"ALTER {whose} SET {setting} = {values}"))
    yield postgresql.set(database=name, username=name, password="secret")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        connection.execute(text(f"DROP ROLE {name}"))
    server.dispose()


@pytest.fixture(scope="module")
def pooled_address(hostile: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    if pooling.PROGRAM is None:
        skip_unless_ci("pgbouncer is not installed")
    with pooling.pgbouncer(tmp_path_factory.mktemp("pgbouncer"), hostile) as address:
        yield address


@pytest.fixture(params=["directly", "through PgBouncer"])
def engine(request: pytest.FixtureRequest, hostile: URL, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A site on the hostile database. It is migrated directly, as docs/postgresql.md says."""
    direct = database.make_engine(hostile.render_as_string(hide_password=False))
    founding.migrate(direct, now=NOW)
    direct.dispose()
    url = hostile if request.param == "directly" else request.getfixturevalue("pooled_address")
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", url.render_as_string(hide_password=False))
    forget()
    return database.engine()


def test_every_setting_is_ours_in_a_transaction_and_outside(engine: Engine) -> None:
    wanted = {"jit": "off"} | postgresql.SETTINGS | postgresql.NEWER_SETTINGS[140000] | {"client_encoding": "UTF8"}
    shown = {name: text(f"SHOW {name}") for name in wanted}
    for opened in (database.writing, database.reading, database.reading, database.writing):
        with opened(engine) as db:
            found = {name: db.scalar(statement) for name, statement in shown.items()}
            isolation = db.scalar(text("SHOW transaction_isolation"))
        if opened is database.reading and postgresql_is_pooled(engine):
            found |= {"default_transaction_isolation": isolation}
        assert found == wanted
        assert isolation == "read committed"


def postgresql_is_pooled(engine: Engine) -> bool:
    with engine.connect() as connection:
        return postgresql.is_pooled(connection)


def test_a_pooler_is_recognised(engine: Engine, pooled_address: URL) -> None:
    assert postgresql_is_pooled(engine) == (engine.url.port == pooled_address.port)


def prepared_statements(engine: Engine, opened: Callable[[Engine], Any], statement: Any) -> set[str]:
    """The texts of those that the server has, after this one was sent often."""
    with opened(engine) as db:
        for number in range(20):
            assert db.execute(statement, {"number": number}).scalar_one() == number
        return set(db.execute(text("SELECT statement FROM pg_prepared_statements")).scalars())


def test_statements_of_guests_are_prepared_unless_there_is_a_pooler(engine: Engine) -> None:
    prepared = prepared_statements(engine, database.looking_up, select(func.abs(bindparam("number"))))
    assert prepared == (set() if postgresql_is_pooled(engine) else {"SELECT abs($1) AS abs_1"})


@pytest.mark.parametrize("opened", [database.reading, database.writing])
def test_lists_and_sweeps_are_planned_for_the_values_that_they_have(engine: Engine, opened: Any) -> None:
    assert prepared_statements(engine, opened, select(func.abs(bindparam("number")))) == set()


def test_nothing_of_ours_stays_on_a_connection_of_the_pooler(pooled_address: URL) -> None:
    engine = database.make_engine(pooled_address.render_as_string(hide_password=False))
    with database.writing(engine) as db, database.reading(engine) as other:
        assert db.scalar(text("SHOW lock_timeout")) == other.scalar(text("SHOW lock_timeout")) == "5s"
    engine.dispose()
    with psycopg.connect(
        host="127.0.0.1", port=pooled_address.port, user="anybody", dbname=pooled_address.database, autocommit=True
    ) as stranger:
        assert stranger.execute("SHOW lock_timeout").fetchone() == ("7ms",)


def test_guests_enter_in_a_crowd_and_the_limit_holds(engine: Engine) -> None:
    maker = Maker(engine)
    link = maker.link(clicks=10, now=now())

    def enter(_: int) -> int:
        with suppress(DoesNotAdmit):
            maker.enter(link, now=now())
            return 1
        return 0

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(enter, range(40))) == 10
    with database.reading(engine) as db:
        assert db.scalar(select(func.count()).where(GuestEntry.link_id == link.id)) == 10


def test_a_form_that_is_sent_twice_is_one_click(engine: Engine) -> None:
    maker = Maker(engine)
    link = maker.link(clicks=2, now=now())
    form = uuid.uuid4().hex
    assert maker.enter(link, form=form, now=now()) == maker.enter(link, form=form, now=now())
    with database.reading(engine) as db:
        assert db.scalar(select(GuestLink.clicks).where(GuestLink.id == link.id)) == 1


def test_times_numbers_and_bytes_come_back_as_they_were(engine: Engine) -> None:
    maker = Maker(engine)
    instant = NOW + timedelta(microseconds=123456)
    link = maker.link(now=instant)
    with database.reading(engine) as db:
        created_at, salt = db.execute(select(GuestLink.created_at, GuestLink.token_salt).filter_by(id=link.id)).one()
        third = db.scalar(text("SELECT 1.0::float8 / 3"))
        name = db.scalar(select(func.concat("Žofie ", "😀")))
    assert (created_at, salt, third, name) == (instant, link.token_salt, 1 / 3, "Žofie 😀")
    assert abs(clock.read(engine).ahead) < 60


def test_folders_are_compared_without_the_language_of_the_database(engine: Engine) -> None:
    maker = Maker(engine)
    name = f"ISIK-{uuid.uuid4().hex}"
    maker.live(folder=name)
    with pytest.raises(Invalid, match="belongs to someone else"):
        maker.live(folder=name.lower())


def test_the_test_database_is_turkish(engine: Engine) -> None:
    with database.reading(engine) as db:
        assert db.scalar(text("SELECT lower('I')")) == "ı"
