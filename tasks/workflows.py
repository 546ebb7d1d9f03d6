"""The task that advances a workflow, and its messages. A message is only a hint: it names the workflow to advance."""

from collections.abc import Iterable

from models.plumbing import clock, database, request_ids
from models.workflows.advancing import advance_workflow
from tasks import broker
from tasks.app import app


@app.task(name="tasks.advance_workflow", ignore_result=True)
def advance(workflow_id: int) -> None:
    with request_ids.under():
        advance_workflow(database.writing, workflow_id, clock=clock.fresh_now)


def hints_wait() -> bool:
    with app.connection_for_write() as connection, connection.channel() as channel:
        return broker.count_waiting(channel, app.amqp.queues[broker.WORKFLOW_QUEUE]) > 0


def send_hints(workflow_ids: Iterable[int]) -> None:
    """Send a message for each workflow. If a message is lost, it is sent again after the lease (contract 5.29).

    We open a new connection: the one that Celery keeps is dead after a restart of the broker (facts 17), and the whole
    batch would be lost with it.
    """
    with app.connection_for_write() as connection:
        producer = app.amqp.Producer(connection, auto_declare=False)
        for workflow_id in workflow_ids:
            advance.apply_async((workflow_id,), producer=producer, confirm_timeout=broker.ANSWER_SECONDS)
