"""The worker reports for itself and for beat: each message of beat says what beat's clock shows (contract 5.18)."""

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
def _no_message_of_beat_came(app: "Celery") -> None:
    from tasks.signs_of_life import beat_clock

    beat_clock.take()


def report_and_read(maker: Maker) -> dict[str, PartReport]:
    from tasks.signs_of_life import report

    report()
    with database.reading(maker.bind) as db:
        return {row.part: row for row in db.scalars(select(PartReport))}


def run(app: "Celery", name: str, **headers: Any) -> None:
    app.tasks[f"tasks.{name}"].apply(throw=True, headers=headers or None)


def test_the_worker_reports_while_it_has_nothing_to_do(maker: Maker) -> None:
    reports = report_and_read(maker)
    assert set(reports) == {"worker", "media"}
    assert reports["worker"].last_at > datetime.now(UTC) - timedelta(minutes=1)
    assert abs(reports["worker"].clock_ahead) < 2


@pytest.mark.parametrize("off", [-600.0, 0.0, 600.0])
def test_the_quickest_of_beats_messages_tells_its_clock(app: "Celery", maker: Maker, off: float) -> None:
    for waited in (120, 0, 45):
        run(app, "expire_links", sent_at=time.time() + off - waited)
    assert report_and_read(maker)["beat"].clock_ahead == pytest.approx(off, abs=20)
    with database.writing(maker.bind) as db:
        db.execute(delete(PartReport))
    assert set(report_and_read(maker)) == {"worker", "media"}, "what a message said is reported once"


def test_a_message_without_a_time_is_no_sign_of_beat(app: "Celery", maker: Maker) -> None:
    run(app, "expire_links")
    run(app, "expire_links", sent_at="soon")
    assert set(report_and_read(maker)) == {"worker", "media"}


def test_beats_messages_say_when_they_were_sent(app: "Celery") -> None:
    from tasks.beat import OneMessageScheduler

    scheduler = OneMessageScheduler(app=app)
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
