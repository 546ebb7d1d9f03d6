"""Migrating a database that is in use: nobody waits long, and what was stopped goes on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, event, inspect, select, text
from sqlalchemy.exc import ProgrammingError

from models.errors import Misconfigured
from models.migrations import steps, upgrading
from models.plumbing import database, postgresql
from models.tables import GuestLink
from tests.vocabulary.maker import Maker

INDEX = "create_index('ix_new', 'guest_link', ['name'], where='deleted_at IS NULL')"
BATCHES = "update_in_batches(links, {'name': 'new'}, where=links.c.name != 'new')"
COLUMN = "op.add_column('guest_link', sa.Column('new', sa.Integer(), nullable=True))"

AddMigration = Callable[..., None]


def version(bind: Engine) -> str:
    with database.reading(bind) as db:
        return str(db.scalars(text("SELECT version_num FROM alembic_version")).one())


def names(bind: Engine) -> list[str]:
    with database.reading(bind) as db:
        return list(db.scalars(select(GuestLink.name).order_by(GuestLink.id)))


def indexes(bind: Engine) -> set[str | None]:
    return {index["name"] for index in inspect(bind).get_indexes("guest_link")}


def silent(_doing: str, _done: int, _total: int) -> None: ...


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
def test_batches_that_were_stopped_go_on(
    bind: Engine, add_migration: AddMigration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH", 2)
    maker = Maker(bind)
    for _ in range(5):
        maker.link()

    def stop(doing: str, done: int, _total: int) -> None:
        if doing == "Changing guest_link" and done == 4:
            raise KeyboardInterrupt

    add_migration(BATCHES)
    with pytest.raises(KeyboardInterrupt):
        upgrading.upgrade(bind, stop)
    assert version(bind) != "9999"
    assert names(bind) == ["new", "new", "A link", "A link", "A link"]
    upgrading.upgrade(bind, silent)
    assert (version(bind), names(bind)) == ("9999", ["new"] * 5)


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_batches_do_not_wait_for_a_row_that_a_guest_has_locked(bind: Engine, add_migration: AddMigration) -> None:
    maker = Maker(bind)
    locked, free = maker.link(), maker.link()
    add_migration(BATCHES)
    rounds: list[int] = []
    with bind.connect() as guest:
        guest.execute(select(GuestLink.id).where(GuestLink.id == locked.id).with_for_update()).all()

        def release_later(doing: str, done: int, _total: int) -> None:
            if doing == "Changing guest_link":
                rounds.append(done)
                if len(rounds) == 3:
                    guest.rollback()

        upgrading.upgrade(bind, release_later)
    # The free row is changed at once. The locked one is tried three times in vain, and then once more.
    assert rounds == [free.id] * 4
    assert names(bind) == ["new", "new"]
    assert free.id > locked.id


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
def test_a_row_that_the_version_before_changes_behind_it_is_changed_again(
    bind: Engine, add_migration: AddMigration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH", 1)
    links = [Maker(bind).link() for _ in range(2)]
    reached: list[int] = []

    def change_the_first(doing: str, done: int, _total: int) -> None:
        if doing == "Changing guest_link":
            reached.append(done)
            if len(reached) == 2:
                with database.writing(bind) as db:
                    db.execute(text("UPDATE guest_link SET name = 'old' WHERE id = :id"), {"id": links[0].id})

    add_migration(BATCHES)
    upgrading.upgrade(bind, change_the_first)
    assert reached == [links[0].id, links[1].id, links[0].id]
    assert names(bind) == ["new", "new"]


@pytest.mark.parametrize("empty", ["postgresql"], indirect=True)
@pytest.mark.parametrize("count", [1, 4])
def test_the_whole_table_is_read_once_more_at_the_end_however_many_batches_there_are(
    bind: Engine, add_migration: AddMigration, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(steps, "BATCH", 1)
    maker = Maker(bind)
    for _ in range(count):
        maker.link()
    progress: list[tuple[int, int]] = []
    sent: list[str] = []
    event.listen(bind, "before_cursor_execute", lambda *arguments: sent.append(arguments[2]))
    add_migration(BATCHES)
    upgrading.upgrade(bind, lambda doing, *counts: progress.append(counts) if "Changing" in doing else None)
    unbounded = [
        each for each in sent if "FROM guest_link" in each and "guest_link.id IN" not in each and "LIMIT" not in each
    ]
    assert [each.split("(")[0] for each in unbounded] == ["SELECT EXISTS ", "SELECT max", "SELECT EXISTS "]
    assert progress == [(number, count) for number in range(1, count + 1)]


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
