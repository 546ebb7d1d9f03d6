"""Rows of a large table are changed in batches: nobody waits long, and what was stopped goes on (contract 11.44)."""

from itertools import pairwise

import pytest
from sqlalchemy import Engine, event, select, text

from models.migrations import steps, upgrading
from models.plumbing import database
from models.tables import GuestLink
from tests.models.migrations.migrating import BATCHES, AddMigration, names, silent, version
from tests.vocabulary.maker import Maker

pytestmark = pytest.mark.parametrize("empty", ["postgresql"], indirect=True)

# Writing a link takes 20 ms.
SLOW_ROWS = """
CREATE FUNCTION wait_a_moment() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END';
CREATE TRIGGER slow BEFORE UPDATE ON guest_link FOR EACH ROW EXECUTE FUNCTION wait_a_moment();
"""


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


def test_batches_do_not_wait_for_a_row_that_a_guest_has_locked(bind: Engine, add_migration: AddMigration) -> None:
    maker = Maker(bind)
    locked, free = maker.link(), maker.link()
    add_migration(BATCHES)
    rounds: list[int] = []
    with bind.connect() as guest:
        guest.execute(select(GuestLink.id).where(GuestLink.id == locked.id).with_for_update()).all()

        def release_later(doing: str, done: int, _total: int) -> None:
            assert "waits" not in doing
            if doing == "Changing guest_link":
                rounds.append(done)
                if len(rounds) == 3:
                    guest.rollback()

        upgrading.upgrade(bind, release_later)
    # The free row is changed at once. The locked one is tried three times in vain, and then once more.
    assert rounds == [free.id] * 4
    assert names(bind) == ["new", "new"]
    assert free.id > locked.id


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


def test_where_rows_take_long_a_batch_has_fewer_of_them(
    bind: Engine, add_migration: AddMigration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH", 10)
    maker = Maker(bind)
    for _ in range(18):
        maker.link()
    with database.writing(bind) as db:
        db.execute(text(SLOW_ROWS))
    reached = [0]
    add_migration(BATCHES)
    upgrading.upgrade(bind, lambda doing, done, _total: reached.append(done) if "Changing" in doing else None)
    first, *later = [now - before for before, now in pairwise(reached)]
    assert first == 10
    # Ten rows took 0.2 s or more, twice what a batch may take.
    assert sum(later) == 8
    assert max(later) <= 5
    assert names(bind) == ["new"] * 18


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
