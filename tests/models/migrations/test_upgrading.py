"""Migrating a database that is in use: nobody waits long, and what was stopped goes on."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import ProgrammingError

from models.errors import Misconfigured
from models.migrations import upgrading
from models.plumbing import database, postgresql
from models.tables import GuestLink
from tests.models.migrations.migrating import BATCHES, COLUMN, INDEX, AddMigration, names, silent, version
from tests.vocabulary.maker import Maker


def indexes(bind: Engine) -> set[str | None]:
    return {index["name"] for index in inspect(bind).get_indexes("guest_link")}


def test_indexes_and_data_come_on_both_databases(bind: Engine, add_migration: AddMigration) -> None:
    maker = Maker(bind)
    for _ in range(3):
        maker.link()
    add_migration(BATCHES, INDEX, COLUMN)
    reported: list[str] = []
    upgrading.upgrade(bind, lambda doing, done, total: reported.append(f"{doing} {done}/{total}"))
    assert version(bind) == "9999"
    assert names(bind) == ["new"] * 3
    assert "ix_new" in indexes(bind)
    assert (reported[0], reported[-1]) == ("Migration 9999 0/1", "Migration 9999 1/1")
    upgrading.upgrade(bind, silent)


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_a_migration_that_waits_for_a_lock_lets_others_pass_and_is_tried_again(
    bind: Engine, add_migration: AddMigration
) -> None:
    link = Maker(bind).link()
    add_migration(COLUMN)
    waited: list[str] = []
    with bind.connect() as guest:
        guest.execute(select(GuestLink.id)).all()

        def release_later(doing: str, _done: int, _total: int) -> None:
            if "tried again" in doing:
                waited.append(doing)
                # In the pause, everybody else goes on.
                Maker(bind).enter(link)
                if len(waited) == 2:
                    guest.rollback()

        upgrading.upgrade(bind, release_later)
    assert len(waited) == 2
    assert version(bind) == "9999"


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_a_lock_that_never_comes_ends_it_in_one_line_and_changes_nothing(
    bind: Engine, add_migration: AddMigration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrading, "PATIENCE_SECONDS", 0.0)
    add_migration(COLUMN)
    with bind.connect() as guest:
        guest.execute(select(GuestLink.id)).all()
        with pytest.raises(Misconfigured, match=r"Migration 9999 waits for a lock.*guestlink migrate"):
            upgrading.upgrade(bind, silent)
    assert version(bind) != "9999"


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_each_migration_has_its_own_transaction(bind: Engine, add_migration: AddMigration) -> None:
    with database.writing(bind) as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0006'"))
        db.execute(text("DROP INDEX ix_guest_session_last_load_at"))
    add_migration(COLUMN, "op.execute('SELECT * FROM absent')")
    with pytest.raises(ProgrammingError):
        upgrading.upgrade(bind, silent)
    # What 0008 and later ones do is there already. So the first of them fails here, after 0007 was done.
    assert version(bind) == "0007"
    assert "new" not in {column["name"] for column in inspect(bind).get_columns("guest_link")}


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_no_statement_of_a_migration_is_ended_for_its_time(
    bind: Engine, add_migration: AddMigration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgresql.SETTINGS, "statement_timeout", "100ms")
    impatient = database.make_engine(bind.url.render_as_string(hide_password=False))
    add_migration("op.execute('SELECT pg_sleep(0.3)')", INDEX, "op.execute('SELECT pg_sleep(0.3)')")
    upgrading.upgrade(impatient, silent)
    assert version(bind) == "9999"
    with database.reading(impatient) as db:
        assert db.scalar(text("SHOW statement_timeout")) == "100ms"


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_an_index_that_was_broken_off_is_built_again(bind: Engine, add_migration: AddMigration) -> None:
    add_migration(INDEX)
    with bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE INDEX ix_new ON guest_link (id)"))
        connection.execute(text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_new'::regclass"))
    upgrading.upgrade(bind, silent)
    [index] = [index for index in inspect(bind).get_indexes("guest_link") if index["name"] == "ix_new"]
    assert index["column_names"] == ["name"]


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_two_that_migrate_at_once_do_it_once(bind: Engine, add_migration: AddMigration) -> None:
    add_migration("op.execute('CREATE TABLE made_once (x int)')", "op.execute('SELECT pg_sleep(0.2)')")
    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(upgrading.upgrade, bind, silent) for _ in range(2)]:
            done.result()
    assert version(bind) == "9999"
