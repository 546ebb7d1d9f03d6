"""The periodic tasks: a Celery task for each chore in `models.upkeep.chores`."""

import logging

from celery import Task

from models.plumbing import clock, request_ids
from models.upkeep import running
from models.upkeep.chores import CHORES, DISPATCH
from tasks.app import app
from tasks.signs_of_life import SENT_AT, beat_clock
from tasks.workflows import hints_wait, send_hints

log = logging.getLogger(__name__)

# The most batches for one message, so that one task cannot occupy a worker for long. The next message does the rest.
MAX_BATCHES = 20


def sweep(name: str) -> None:
    """Run this chore in batches, all for the same `now`, until a batch is not full."""
    now = clock.fresh_now()
    if name == DISPATCH and hints_wait():
        # Workflows whose hints still wait in the queue are not lost. Sending their hints again would make the queue
        # longer and longer, and little work would be done (facts 21). Running with no rows records the success.
        running.run_chore(name, now=now, limit=0)
        return
    for _ in range(MAX_BATCHES):
        ids = running.run_chore(name, now=now).ids
        if ids:
            log.info("a maintenance task changed rows", extra={"task": name, "rows": len(ids)})
        if ids and name == DISPATCH:
            send_hints(ids)
        if len(ids) < running.BATCH:
            return


def _task(name: str) -> Task:
    @app.task(name=f"tasks.{name}", ignore_result=True, bind=True)
    def run(task: Task) -> None:
        beat_clock.hear((task.request.headers or {}).get(SENT_AT))
        with request_ids.under(task.request.id):
            try:
                sweep(name)
            except Exception as error:
                running.record_failure(name, error, now=clock.fresh_now())
                raise

    return run


TASKS = {name: _task(name) for name in CHORES}
