"""The worker reports for itself and for beat, whose messages say what time its clock shows (contract 5.18)."""

import logging
import time
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Self

import pytest
from sqlalchemy import delete, select

from models.plumbing import clock, database
from models.tables import PartReport
from tests.vocabulary.maker import Maker

if TYPE_CHECKING:
    from celery import Celery


@pytest.fixture(autouse=True)
def _beat_was_not_heard(app: "Celery") -> None:
    from tasks.signs_of_life import beat_clock

    beat_clock.take()


def reported(maker: Maker) -> dict[str, PartReport]:
    from tasks.signs_of_life import report

    report()
    with database.reading(maker.bind) as db:
        return {row.part: row for row in db.scalars(select(PartReport))}


def run(app: "Celery", name: str, **headers: Any) -> None:
    app.tasks[f"tasks.{name}"].apply(throw=True, headers=headers or None)


def test_the_worker_reports_while_it_has_nothing_to_do(maker: Maker) -> None:
    reports = reported(maker)
    assert set(reports) == {"worker"}
    assert reports["worker"].last_at > datetime.now(UTC) - timedelta(minutes=1)
    assert abs(reports["worker"].clock_ahead) < 2


@pytest.mark.parametrize("off", [-600.0, 0.0, 600.0])
def test_the_quickest_of_beats_messages_tells_its_clock(app: "Celery", maker: Maker, off: float) -> None:
    for waited in (120, 0, 45):
        run(app, "expire_links", sent_at=time.time() + off - waited)
    assert reported(maker)["beat"].clock_ahead == pytest.approx(off, abs=20)
    with database.writing(maker.bind) as db:
        db.execute(delete(PartReport))
    assert set(reported(maker)) == {"worker"}, "what was heard is reported once"


def test_a_message_without_a_time_is_no_sign_of_beat(app: "Celery", maker: Maker) -> None:
    run(app, "expire_links")
    run(app, "expire_links", sent_at="soon")
    assert set(reported(maker)) == {"worker"}


def test_beats_messages_say_when_they_were_sent(app: "Celery") -> None:
    from tasks.beat import OneWaiting

    scheduler = OneWaiting(app=app)
    before = time.time()
    scheduler.apply_async(scheduler.schedule["expire_links"])
    with app.connection_for_read() as connection, connection.SimpleQueue(app.amqp.queues["expire_links"]) as queue:
        message = queue.get(timeout=5)
    assert before <= message.headers["sent_at"] <= time.time()


def test_a_wrong_clock_of_this_machine_is_measured_against_the_database(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite the machine's clock is the only one."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(minutes=10)

    monkeypatch.setattr(clock, "datetime", Wrong)
    expected = 600 if maker.bind.dialect.name == "postgresql" else 0
    assert clock.read(maker.bind).ahead == pytest.approx(expected, abs=20)


def test_a_run_of_a_task_is_logged_under_its_own_id(
    app: "Celery", maker: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    from models.plumbing import request_ids

    maker.link(days=1, now=datetime.now(UTC) - timedelta(days=2))
    ids: list[str | None] = []

    def note(record: logging.LogRecord) -> bool:
        if record.msg == "a maintenance task changed rows":
            ids.append(request_ids.current())
        return True

    caplog.handler.addFilter(note)
    with caplog.at_level("INFO"):
        result = app.tasks["tasks.expire_links"].apply(throw=True)
    assert set(ids) == {result.id}
