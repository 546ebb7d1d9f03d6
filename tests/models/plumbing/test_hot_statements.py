"""Statements that are compiled once answer, fail and are seen like all others (facts 198)."""

from typing import Any

import pytest
from sqlalchemy import Engine, bindparam, event, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.plumbing import database, fault_log, hot_statements
from models.plumbing.database_faults import Fault, fault_of
from models.tables import GuestLink, MediaItem, Module, Site, User
from models.tables.base import table_of
from models.tables.bound_now import NOW, at
from tests.vocabulary import maker as making
from tests.vocabulary.maker import Maker

LINKS = (
    select(
        GuestLink.id,
        GuestLink.created_at,
        GuestLink.click_limit,
        (GuestLink.created_at <= NOW).label("is_made"),
        MediaItem.guest_access,
        MediaItem.title.label("called"),
        bindparam("name", "nobody").label("by_default"),
        User.role.in_(["contributor", "admin"]).label("is_known"),
    )
    .join(MediaItem, MediaItem.id == GuestLink.media_id)
    .join(User, User.id == MediaItem.owner_id)
    .where(GuestLink.token_hash.in_([bindparam("token"), bindparam("token")]))
)
BY_NAME = select(Module.name).where(Module.name == bindparam("name"))
USER = table_of(User)
MOVE = update(USER).where(USER.c.email == bindparam("old")).values(email=bindparam("new")).returning(USER.c.email)
CONTENT = select(Module.name).where(Module.name.in_(bindparam("names", expanding=True))).order_by(Module.name)
WRITE = update(table_of(Site)).values(id=bindparam("new")).returning(Site.id)


def emails(bind: Engine) -> list[str]:
    with database.reading(bind) as db:
        return list(db.scalars(select(User.email).order_by(User.id)))


def process_of(bind: Engine) -> int:
    with database.looking_up(bind) as db:
        return int(db.connection.driver_connection.info.backend_pid)  # type: ignore[union-attr]


def test_rows_are_the_same_as_those_of_the_orm(maker: Maker) -> None:
    link = maker.link(clicks=3)
    sent = at(making.NOW, token=link.token_hash)
    with database.reading(maker.bind) as db:
        expected = db.execute(LINKS, sent).one()
    with database.looking_up(maker.bind) as db:
        [row] = db.execute(LINKS, sent).all()
        assert db.execute(LINKS, sent | {"name": "Dana"}).one().by_default == "Dana"
    assert tuple(row) == tuple(expected)
    assert row._fields == expected._fields
    assert [type(value) for value in row] == [type(value) for value in expected]
    assert (row.called, row.created_at, row[2]) == ("A title", making.NOW, 3)
    assert row[3] is row.guest_access is row.is_known is True


def test_a_statement_is_compiled_once_for_each_database(maker: Maker) -> None:
    def ask() -> None:
        with database.looking_up(maker.bind) as db:
            assert db.execute(BY_NAME, {"name": "missing"}).first() is None

    ask()
    before = hot_statements.compiled_once.cache_info().misses
    ask()
    assert hot_statements.compiled_once.cache_info().misses == before


def test_a_statement_whose_text_depends_on_the_values_is_left_to_sqlalchemy(maker: Maker) -> None:
    with database.reading(maker.bind) as reader:
        found = list(reader.scalars(select(Module.name).order_by(Module.name)))
    with database.looking_up(maker.bind) as db:
        for wanted in (found[:1], found, []):
            assert db.execute(CONTENT, {"names": wanted}).scalars().all() == wanted
        assert db.execute(select(Site.id)).scalar() == db.scalar(select(Site.id)) == 1


def test_what_listens_sees_each_statement_before_and_after_it_is_sent(bind: Engine) -> None:
    seen: list[tuple[str, str]] = []
    listeners = [(f"{when}_cursor_execute", when) for when in ("before", "after")]
    for name, when in listeners:
        event.listen(bind, name, lambda *given, when=when: seen.append((when, given[2])))
    with database.looking_up(bind) as db:
        db.execute(BY_NAME, {"name": "missing"})
    assert [when for when, _ in seen] == ["before", "after"]
    assert all(sql.startswith("SELECT module.name") for _, sql in seen)


def test_what_a_listener_raises_is_raised_unchanged(bind: Engine) -> None:
    class Stopped(Exception):
        pass

    def stop(*_: object) -> None:
        raise Stopped

    event.listen(bind, "before_cursor_execute", stop)
    with pytest.raises(Stopped), database.looking_up(bind) as db:
        db.execute(BY_NAME, {"name": "missing"})
    event.remove(bind, "before_cursor_execute", stop)
    with database.looking_up(bind) as db:
        assert db.execute(BY_NAME, {"name": "missing"}).all() == []


def test_an_error_of_the_database_is_told_as_by_sqlalchemy(maker: Maker) -> None:
    first, second = (maker.user().email for _ in range(2))
    with pytest.raises(IntegrityError), database.writing_at_once(maker.bind) as db:
        db.execute(MOVE, {"old": first, "new": second})
    assert emails(maker.bind) == [first, second]
    with database.writing_at_once(maker.bind) as db:
        assert db.execute(MOVE, {"old": first, "new": "new@example.com"}).scalar() == "new@example.com"
    assert emails(maker.bind) == ["new@example.com", second]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_sqlite_what_fails_later_takes_back_what_was_written_before(maker: Maker) -> None:
    email = maker.user().email

    def move_and_fail() -> None:
        with database.writing_at_once(maker.bind) as db:
            assert db.execute(MOVE, {"old": email, "new": "new@example.com"}).scalar() == "new@example.com"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        move_and_fail()
    assert emails(maker.bind) == [email]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_breaks_is_replaced_and_noted(bind: Engine, caplog: pytest.LogCaptureFixture) -> None:
    fault_log._logged.clear()
    before = process_of(bind)

    def ask_and_be_ended() -> None:
        with database.looking_up(bind) as db:
            with database.writing() as other:
                other.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": before})
            db.execute(BY_NAME, {"name": "missing"})

    with pytest.raises(DBAPIError) as caught:
        ask_and_be_ended()
    assert caught.value.connection_invalidated
    assert process_of(bind) != before
    assert [record.getMessage() for record in caplog.records] == [f"database: {Fault.STOPPED.value}"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_became_read_only_is_left(bind: Engine) -> None:
    before = process_of(bind)

    def write() -> None:
        with database.writing_at_once(bind) as db:
            db.execute(text("SET default_transaction_read_only = on"))
            db.execute(WRITE, {"new": 2})

    with pytest.raises(DBAPIError) as caught:
        write()
    assert fault_of(caught.value) is Fault.READ_ONLY
    assert process_of(bind) != before


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_comes_back_on_autocommit_whatever_it_was_used_for(bind: Engine) -> None:
    def is_on_autocommit() -> bool:
        with database.looking_up(bind) as db:
            driver: Any = db.connection.driver_connection
            db.execute(BY_NAME, {"name": "missing"})
            return bool(driver.autocommit and driver.info.transaction_status == 0)

    assert is_on_autocommit()
    with database.writing(bind) as db:
        assert db.scalar(text("SELECT now() = statement_timestamp()")) is False, "it is in a transaction"
    assert is_on_autocommit()
    with bind.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        assert connection.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    assert is_on_autocommit()
    with pytest.raises(DBAPIError), database.writing(bind) as db:
        db.execute(insert(table_of(Site)).values(id=1))
    assert is_on_autocommit()
