"""A worker drops messages that cannot be read, and goes on with the next ones."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.upkeep.maintenance_tasks import DISPATCH
from tests.topology.parts import ROOT
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker
from tests.vocabulary.waiting import wait_until

if TYPE_CHECKING:
    from celery import Celery

BEFORE = datetime.now(UTC) - timedelta(days=2)
NONSENSE = ["[[], {}]", "null", "{}", '"text"', "[1, 2, 3, 4]", "{", "[" * 2000, "[[1], [], 7]"]
NAMES: list[object] = ["tasks.advance_workflow", "os.system", None, {}]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_message_ends_a_worker_and_the_message_behind_it_is_done(app: "Celery", maker: Maker) -> None:
    from tasks.workflows import send_hints

    def states() -> list[str]:
        return [workflow.state for workflow in acts.workflows(maker)]

    for _ in range(2):
        maker.enter(link := maker.link(now=BEFORE), now=BEFORE)
        acts.delete_link(maker, link, now=BEFORE)
    with app.connection_for_write() as connection, connection.channel() as channel:
        app.amqp.queues["workflows"].bind(channel).declare()
        producer = connection.Producer(channel, routing_key="workflows", exchange=app.amqp.queues["workflows"].exchange)
        for body in NONSENSE:
            for task in NAMES:
                named = {"content_type": "application/json", "content_encoding": "utf-8"}
                producer.publish(body, headers={"id": "nonsense", "lang": "py", "task": task}, **named)
    # One message for both.
    send_hints(DISPATCH, [workflow.id for workflow in acts.workflows(maker)])
    worker = subprocess.Popen([sys.executable, "-m", "tasks.run", "worker"], cwd=ROOT)
    try:
        wait_until("the workflows are done", lambda: states() == ["done"] * 2 or worker.poll())
        assert worker.poll() is None
        assert states() == ["done"] * 2
    finally:
        worker.kill()
        worker.wait()


def test_a_worker_tries_to_reach_its_broker_every_two_seconds_for_ever(
    app: "Celery", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Celery's own pauses grow to half a minute."""
    from kombu.connection import Connection

    from tasks.consumer import RETRY_SECONDS, Consumer

    slept = tries = 0.0

    def connect_at_last(self: object, *_: object, **__: object) -> None:
        nonlocal tries
        tries += 1
        if tries < 200:
            raise ConnectionRefusedError

    def sleep(seconds: float) -> None:
        nonlocal slept
        slept += seconds

    monkeypatch.setattr(Connection, "_connection_factory", connect_at_last)
    monkeypatch.setattr("kombu.utils.functional.sleep", sleep)
    # There is no broker whose queues could be of another version.
    monkeypatch.setattr("tasks.queues.replace_stale", lambda *_: None)
    consumer = Consumer.__new__(Consumer)
    consumer.app, consumer.first_connection_attempt, consumer.broker_connection_retry_attempt = app, False, 0
    consumer.ensure_connected(Connection("amqp://127.0.0.1:1"))
    assert (tries, slept) == (200, 199 * RETRY_SECONDS)
