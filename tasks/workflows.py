"""The workflows' door: a message names a workflow; the database knows what is to be done."""

from collections.abc import Iterable

from models.plumbing import clock, database, tracing
from models.workflows.advancing import advance_workflow
from tasks import broker
from tasks.app import app

QUEUE = "workflows"


@app.task(name="tasks.advance_workflow", ignore_result=True)
def advance(workflow_id: int) -> None:
    with tracing.under():
        advance_workflow(database.writing, workflow_id, clock=clock.asked_now)


def hints_wait() -> bool:
    with app.connection_for_write() as connection, connection.channel() as channel:
        return broker.waiting(channel, app.amqp.queues[QUEUE]) > 0


def hint(workflow_ids: Iterable[int]) -> None:
    """Hand these on; whichever is lost costs a lease. Over a connection of their own: the one that Celery keeps is dead
    after a broker's restart, which the first to publish over it would learn, and a whole batch be lost with it."""
    with app.connection_for_write() as connection:
        producer = app.amqp.Producer(connection, auto_declare=False)
        for workflow_id in workflow_ids:
            advance.apply_async((workflow_id,), producer=producer, confirm_timeout=broker.PATIENCE_SECONDS)
