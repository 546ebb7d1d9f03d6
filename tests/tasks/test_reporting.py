"""The worker reports in for itself and for beat, whose clock its messages tell."""

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.plumbing import clock, database
from models.tables import PartReport
from tests.vocabulary.maker import Maker

if TYPE_CHECKING:
    from celery import Celery


@pytest.fixture(autouse=True)
def _nothing_was_heard(app: "Celery") -> None:
    from tasks.reporting import heard

    heard.take()


def reported(maker: Maker) -> dict[str, PartReport]:
    from tasks.reporting import report

    report()
    with database.reading(maker.bind) as db:
        return {found.part: found for found in db.scalars(select(PartReport))}


def run(app: "Celery", name: str, **headers: Any) -> None:
    app.tasks[f"tasks.{name}"].apply(throw=True, headers=headers or None)


def test_the_worker_reports_while_nobody_asks_anything_of_it(maker: Maker) -> None:
    found = reported(maker)
    assert set(found) == {"worker"}
    assert found["worker"].last_at > datetime.now(UTC) - timedelta(minutes=1)
    assert abs(found["worker"].clock_ahead) < 2


@pytest.mark.parametrize("off", [-600.0, 0.0, 600.0])
def test_beat_is_heard_by_its_messages_and_its_clock_by_the_quickest(app: "Celery", maker: Maker, off: float) -> None:
    for waited in (120, 0, 45):
        run(app, "expire_links", sent_at=time.time() + off - waited)
    assert reported(maker)["beat"].clock_ahead == pytest.approx(off, abs=20)
    with database.writing(maker.bind) as db:
        db.execute(PartReport.__table__.delete())  # type: ignore[attr-defined]
    assert set(reported(maker)) == {"worker"}, "what was heard is told once"


def test_a_message_that_does_not_say_when_it_was_sent_is_no_sign_of_beat(app: "Celery", maker: Maker) -> None:
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
    """On SQLite there is but one clock."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + timedelta(minutes=10)

    monkeypatch.setattr(clock, "datetime", Wrong)
    expected = 600 if maker.bind.dialect.name == "postgresql" else 0
    assert clock.read(maker.bind).ahead == pytest.approx(expected, abs=20)


def test_a_run_of_a_task_is_logged_under_its_own_id(
    app: "Celery", maker: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    from models.plumbing import tracing

    maker.link(days=1, now=datetime.now(UTC) - timedelta(days=2))
    seen: list[str | None] = []
    caplog.handler.addFilter(lambda record: seen.append(tracing.current() if record.msg == "sweep" else None) is None)
    with caplog.at_level("INFO"):
        result = app.tasks["tasks.expire_links"].apply(throw=True)
    assert {each for each in seen if each} == {result.id}
