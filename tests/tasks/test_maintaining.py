"""Every periodic task, called for real, changes a row that is due; and nothing else but its own (HOUSE, tests)."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, select, update

from models import maintenance, staying_signed_in
from models.chores import CHORES
from models.plumbing import db, storage
from models.plumbing.settings import settings
from models.tables import (
    GuestEntry,
    GuestGroup,
    GuestLink,
    GuestSession,
    MaintenanceRun,
    MediaItem,
    UserSession,
    Visit,
    Workflow,
)
from tests.making import Maker
from tests.models import acting

if TYPE_CHECKING:
    from celery import Celery

    from tests.tasks.conftest import Waiting

BEFORE = datetime.now(UTC) - timedelta(days=2)


def an_expired_link(maker: Maker) -> Any:
    maker.link(days=1, now=BEFORE)
    return select(GuestLink.expiry_recorded_at)


def a_used_up_link(maker: Maker) -> Any:
    maker.enter(maker.link(clicks=1, now=BEFORE), now=BEFORE)
    return select(GuestLink.limit_recorded_at)


def a_silent_visit(maker: Maker) -> Any:
    acting.loaded(maker, maker.enter(maker.link(now=BEFORE), now=BEFORE), now=BEFORE)
    return select(Visit.ended_at)


def a_waiting_workflow(maker: Maker) -> Any:
    acting.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    return select(Workflow.leased_until)


def an_item_without_its_file(maker: Maker) -> Any:
    maker.media(now=BEFORE)
    for file in settings().media_folder.iterdir():
        file.unlink()
    return select(MediaItem.missing_since)


def a_link_without_its_group(maker: Maker) -> Any:
    maker.link(now=BEFORE)
    with db.writing(maker.bind) as session:
        session.execute(delete(GuestGroup))
    return select(func.max(GuestGroup.created_at))


def an_entry_of_long_ago(maker: Maker) -> Any:
    long_ago = BEFORE - timedelta(days=90)
    maker.enter(maker.link(now=long_ago), now=long_ago)
    return select(GuestEntry.erased_at)


def a_sign_in_of_long_ago(maker: Maker) -> Any:
    acting.do(maker, staying_signed_in.begin_session, maker.user().id, browser="", now=BEFORE - timedelta(days=90))
    # Its mark is its absence: the time of the run that left no sign-in.
    return select(MaintenanceRun.last_success_at).where(~select(UserSession.id).exists())


def a_guest_of_long_ago(maker: Maker) -> Any:
    long_ago = BEFORE - timedelta(days=90)
    maker.enter(maker.link(now=long_ago), now=long_ago)
    return select(MaintenanceRun.last_success_at).where(~select(GuestSession.id).exists())


def a_file_of_a_killed_upload(_maker: Maker) -> Any:
    note = settings().media_folder / storage.keep_bytes(b"bytes", "vtt")
    os.utime(settings().doubtful_folder / note.name, (BEFORE.timestamp(), BEFORE.timestamp()))
    # Files are no rows: its mark is the time of the run, and that nothing is doubtful any more.
    return select(MaintenanceRun.last_success_at)


# What is due for each chore: makes it, and says where the chore leaves its mark.
DUE: dict[str, Callable[[Maker], Any]] = {
    "expire_links": an_expired_link,
    "deactivate_links": a_used_up_link,
    "end_silent_visits": a_silent_visit,
    "dispatch_workflows": a_waiting_workflow,
    "notice_missing_files": an_item_without_its_file,
    "make_missing_groups": a_link_without_its_group,
    "erase_guests": an_entry_of_long_ago,
    "remove_lapsed_sessions": a_guest_of_long_ago,
    "forget_doubtful_files": a_file_of_a_killed_upload,
    "end_user_sessions": a_sign_in_of_long_ago,
}


def mark(maker: Maker, where: Any) -> datetime | None:
    with db.reading(maker.bind) as session:
        found: datetime | None = session.scalars(where).one_or_none()
        return found


def test_every_chore_has_its_due_row_here() -> None:
    assert set(DUE) == set(CHORES)


@pytest.mark.parametrize("name", CHORES)
def test_the_scheduled_task_changes_a_due_row_and_records_its_success(app: "Celery", maker: Maker, name: str) -> None:
    where = DUE[name](maker)
    assert mark(maker, where) is None
    began = datetime.now(UTC)
    app.tasks[app.conf.beat_schedule[name]["task"]].apply(throw=True)
    changed = mark(maker, where)
    assert changed is not None
    assert changed > began - timedelta(seconds=5)
    with db.reading(maker.bind) as session:
        run = session.get_one(MaintenanceRun, name)
        # Files are no rows.
        assert (run.successes, run.rows_done, run.backlog) == (1, int(name != "forget_doubtful_files"), 0)
    assert storage.doubtful(now=began) == []
    with db.reading(maker.bind) as session:
        assert session.scalars(select(MaintenanceRun.name)).all() == [name]


@pytest.mark.parametrize("name", CHORES)
def test_the_task_with_nothing_due_is_a_success_too(app: "Celery", maker: Maker, name: str) -> None:
    app.tasks[f"tasks.{name}"].apply(throw=True)
    with db.reading(maker.bind) as session:
        run = session.get_one(MaintenanceRun, name)
        assert (run.successes, run.rows_done) == (1, 0)


def test_full_batches_go_on_until_nothing_is_due(app: "Celery", maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "BATCH", 2)
    whole = maintenance.run_chore
    monkeypatch.setattr(maintenance, "run_chore", lambda name, **rest: whole(name, limit=2, **rest))
    links = {maker.link(days=1, now=BEFORE).id for _ in range(5)}
    app.tasks["tasks.expire_links"].apply(throw=True)
    with db.reading(maker.bind) as session:
        recorded = select(GuestLink.id).where(GuestLink.expiry_recorded_at.is_not(None))
        assert set(session.scalars(recorded)) == links
        # One now for all of them.
        assert len(set(session.scalars(select(GuestLink.expiry_recorded_at)))) == 1


def test_dispatching_hands_each_workflow_on_by_its_id(app: "Celery", maker: Maker, waiting: "Waiting") -> None:
    for _ in range(2):
        acting.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    app.tasks["tasks.dispatch_workflows"].apply(throw=True)
    assert waiting.by_queue() == {"workflows": 2}
    with app.connection_for_read() as connection, connection.SimpleQueue(app.amqp.queues["workflows"]) as queue:
        messages = [queue.get(timeout=5) for _ in range(2)]
        handed = [message.payload[0][0] for message in messages]
        assert {message.headers["task"] for message in messages} == {"tasks.advance_workflow"}
    assert sorted(handed) == [workflow.id for workflow in acting.workflows(maker)]


def test_no_hint_is_given_while_hints_wait_and_then_whatever_was_lost(
    app: "Celery", maker: Maker, waiting: "Waiting"
) -> None:
    def later() -> None:
        with db.writing(maker.bind) as session:
            session.execute(update(Workflow).values(leased_until=BEFORE))
        app.tasks["tasks.dispatch_workflows"].apply(throw=True)

    acting.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    app.tasks["tasks.dispatch_workflows"].apply(throw=True)
    acting.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    later()
    assert waiting.by_queue() == {"workflows": 1}
    with db.reading(maker.bind) as session:
        run = session.get_one(MaintenanceRun, "dispatch_workflows")
        assert (run.successes, run.rows_done, run.backlog) == (2, 1, 2)
    for message in waiting.messages.glob("*.msg"):
        message.unlink()
    later()
    assert waiting.by_queue() == {"workflows": 2}


def test_hints_need_no_connection_that_celery_keeps(
    app: "Celery", maker: Maker, waiting: "Waiting", monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a broker's restart it is dead, and the batch would wait out its lease."""

    class Dead:
        def acquire(self, *_: object, **__: object) -> None:
            raise ConnectionError

    acting.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    monkeypatch.setattr(app.amqp, "_producer_pool", Dead())
    app.tasks["tasks.dispatch_workflows"].apply(throw=True)
    assert waiting.by_queue() == {"workflows": 1}


def test_a_lost_broker_loses_no_workflow(app: "Celery", maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease stands in the database; when it is over, the workflow is dispatched again."""
    from tasks.workflows import advance

    def lost(*_: Any, **__: Any) -> None:
        raise ConnectionError

    acting.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    monkeypatch.setattr(advance, "apply_async", lost)
    with pytest.raises(ConnectionError):
        app.tasks["tasks.dispatch_workflows"].apply(throw=True)
    [workflow] = acting.workflows(maker)
    assert workflow.leased_until is not None
    later = workflow.leased_until
    assert maintenance.run_chore("dispatch_workflows", now=later, bind=maker.bind).ids == [workflow.id]


def test_a_task_that_fails_records_it_and_fails(app: "Celery", maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("dana@example.com")

    monkeypatch.setattr(maintenance, "run_chore", broken)
    with pytest.raises(RuntimeError):
        app.tasks["tasks.expire_links"].apply(throw=True)
    with db.reading(maker.bind) as session:
        run = session.get_one(MaintenanceRun, "expire_links")
        assert (run.successes, run.last_error) == (0, "RuntimeError")
