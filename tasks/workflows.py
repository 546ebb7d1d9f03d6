"""The tasks that advance a workflow, and their messages. A message is only a hint: it names the workflow to advance."""

import logging
from threading import Event, Lock

from celery import Task, signals

from models.plumbing import clock, database, request_ids
from models.upkeep.maintenance_tasks import DISPATCH, DISPATCH_PREPARING
from models.workflows.advancing import advance_workflows, in_sets
from models.workflows.preparing import prepare_recording
from tasks import broker
from tasks.app import app

log = logging.getLogger(__name__)

# One recording at a time is prepared by each worker.
_preparing = Lock()
# Set when this worker has been told to end.
ending = Event()
# The header with the workflows that a message names besides the first. A worker of the version before does not read it,
# and advances the first; the others are handed out again (contract 5.29).
OTHERS = "other_workflows"


@app.task(name="tasks.advance_workflow", ignore_result=True, bind=True)
def advance(task: Task, workflow_id: int) -> None:
    with request_ids.under():
        others = (task.request.headers or {}).get(OTHERS, [])
        advance_workflows(database.writing, [workflow_id, *others], clock=clock.fresh_now)


# Acknowledged at once: it may take hours, and brokers give such a message to somebody else. If this worker dies, the
# lease ends, and the workflow is dispatched again.
@app.task(name="tasks.prepare_recording", ignore_result=True, acks_late=False)
def prepare(workflow_id: int) -> None:
    if not _preparing.acquire(blocking=False):
        # It is dispatched again, to whoever is free then.
        return
    try:
        with request_ids.under():
            prepare_recording(
                database.writing, workflow_id, clock=clock.fresh_now, going_on=lambda: not ending.is_set()
            )
    finally:
        _preparing.release()


@signals.worker_shutting_down.connect
def _stop_preparing(**_: object) -> None:
    """A worker that ends does not wait for a film. The next one goes on with it."""
    ending.set()


# The maintenance tasks that dispatch workflows: the queue of the messages that they send, and the task that reads them.
HINTS: dict[str, tuple[str, Task]] = {
    DISPATCH: (broker.WORKFLOW_QUEUE, advance),
    DISPATCH_PREPARING: (broker.MEDIA_QUEUE, prepare),
}


def hints_wait(dispatching: str) -> bool:
    queue, _task = HINTS[dispatching]
    with app.connection_for_write() as connection, connection.channel() as channel:
        return broker.count_waiting(channel, app.amqp.queues[queue]) > 0


def send_hints(dispatching: str, workflow_ids: list[int]) -> None:
    """Send messages for these workflows. If a message is lost, it is sent again after the lease (contract 5.29).

    We open a new connection: the one that Celery keeps is dead after a restart of the broker (facts 17), and the whole
    batch would be lost with it.
    """
    _queue, task = HINTS[dispatching]
    # One message for many: a message for each would cost more than the work (facts 161). A recording takes minutes.
    sets = in_sets(workflow_ids) if task is advance else [[workflow_id] for workflow_id in workflow_ids]
    with app.connection_for_write() as connection:
        producer = app.amqp.Producer(connection, auto_declare=False)
        for first, *others in sets:
            headers = {OTHERS: others} if others else None
            task.apply_async((first,), headers=headers, producer=producer, confirm_timeout=broker.ANSWER_SECONDS)
