"""The periodic tasks: one for each chore of `models.chores`, the only list of them."""

import logging

from celery import Task

from models import maintenance
from models.chores import CHORES, DISPATCH
from models.plumbing import clock
from tasks.app import app
from tasks.workflows import advance

log = logging.getLogger(__name__)

# A bound for one message; what is left is found by the next tick.
MOST_BATCHES = 20


def sweep(name: str) -> None:
    """Due rows in batches of one `now`; a batch that is not full is the last."""
    now = clock.asked_now()
    for _ in range(MOST_BATCHES):
        ids = maintenance.run_chore(name, now=now).ids
        if ids:
            log.info("%s: rows=%d", name, len(ids))
        if name == DISPATCH:
            # Hints: one that is lost costs a lease.
            for workflow_id in ids:
                advance.delay(workflow_id)
        if len(ids) < maintenance.BATCH:
            return


def _task(name: str) -> Task:
    @app.task(name=f"tasks.{name}", ignore_result=True)
    def run() -> None:
        try:
            sweep(name)
        except Exception as error:
            maintenance.record_failure(name, error, now=clock.asked_now())
            raise

    return run


TASKS = {name: _task(name) for name in CHORES}
