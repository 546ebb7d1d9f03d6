"""The periodic tasks: one for each chore of `models.upkeep.chores`, the only list of them."""

import logging

from celery import Task

from models.plumbing import clock, tracing
from models.upkeep import running
from models.upkeep.chores import CHORES, DISPATCH
from tasks.app import app
from tasks.reporting import SENT_AT, heard
from tasks.workflows import hint, hints_wait

log = logging.getLogger(__name__)

# A bound for one message; what is left is found by the next tick.
MOST_BATCHES = 20


def sweep(name: str) -> None:
    """Due rows in batches of one `now`; a batch that is not full is the last."""
    now = clock.asked_now()
    if name == DISPATCH and hints_wait():
        # Lost is what is in no queue. Given again, those that only wait their turn would crowd out the work until next
        # to none is done (seen: a tenth of it, at 1,000 hints and a lease of ten seconds).
        running.run_chore(name, now=now, limit=0)
        return
    for _ in range(MOST_BATCHES):
        ids = running.run_chore(name, now=now).ids
        if ids:
            log.info("sweep", extra={"task": name, "rows": len(ids)})
        if ids and name == DISPATCH:
            hint(ids)
        if len(ids) < running.BATCH:
            return


def _task(name: str) -> Task:
    @app.task(name=f"tasks.{name}", ignore_result=True, bind=True)
    def run(task: Task) -> None:
        heard.from_beat((task.request.headers or {}).get(SENT_AT))
        with tracing.under(task.request.id):
            try:
                sweep(name)
            except Exception as error:
                running.record_failure(name, error, now=clock.asked_now())
                raise

    return run


TASKS = {name: _task(name) for name in CHORES}
