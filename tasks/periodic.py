"""The periodic tasks: one of Celery for each maintenance task (models/upkeep/maintenance_tasks.py)."""

import logging
import time
from contextlib import suppress
from datetime import datetime

from celery import Task
from sqlalchemy.exc import SQLAlchemyError

from models.plumbing import clock, request_ids
from models.plumbing.database_faults import Fault, fault_of, is_away
from models.upkeep import running
from models.upkeep.maintenance_tasks import DISPATCH, MAINTENANCE_TASKS
from tasks.app import app
from tasks.broker import SENT_AT
from tasks.signs_of_life import beat_clock
from tasks.workflows import HINTS, ending, hints_wait, send_hints

log = logging.getLogger(__name__)

# Links that end within this time are recorded together. With a run for each instant, a worker would do nothing else.
TOGETHER_SECONDS = 0.5


def sweep(name: str) -> None:
    """Run this task, and again when the next row falls due before the task's next message comes (facts 195)."""
    next_message = time.monotonic() + MAINTENANCE_TASKS[name].every
    next_at = sweep_once(name)
    while next_at is not None:
        seconds = max((next_at - clock.fresh_now()).total_seconds(), TOGETHER_SECONDS)
        if time.monotonic() + seconds >= next_message or ending.wait(seconds):
            return
        next_at = sweep_once(name)


def sweep_once(name: str) -> datetime | None:
    """Run this task in batches until one is not full, or until it has run as many as one message may. All of them use
    the same `now`. Returns when the next row falls due, if that is known."""
    task, now = MAINTENANCE_TASKS[name], clock.fresh_now()
    if name in HINTS and _has_to_wait(name, now):
        # The run with no rows only records a success.
        running.run_task(name, now=now, limit=0)
        return None
    done = 0
    for _ in range(task.most_batches):
        swept = running.run_task(name, now=now)
        done += len(swept.ids)
        if swept.ids:
            log.info("a maintenance task changed rows", extra={"task": name, "rows": len(swept.ids)})
        if swept.ids and name in HINTS:
            send_hints(name, swept.ids)
        if not running.goes_on(swept):
            break
    if done and task.followed_by:
        sweep_once(task.followed_by)
    return swept.next_at


def _has_to_wait(dispatching: str, now: datetime) -> bool:
    """A workflow whose hint still waits in the queue is not lost. If its hint were sent again, the queue would grow,
    and little work would be done (facts 21). And when many links have just ended, the workers first record that, for
    which 10 seconds are promised (facts 205)."""
    return hints_wait(dispatching) or (dispatching == DISPATCH and running.ends_wait(now=now))


def _register(name: str) -> None:
    @app.task(name=f"tasks.{name}", ignore_result=True, bind=True)
    def run(task: Task) -> None:
        beat_clock.hear((task.request.headers or {}).get(SENT_AT))
        with request_ids.under(task.request.id):
            try:
                sweep(name)
            except Exception as error:
                had_no_turn = fault_of(error) is Fault.LOCKED
                if had_no_turn:
                    log.warning("a maintenance task had no turn to write", extra={"task": name})
                elif not is_away(error):
                    running.record_failure(name, error, now=clock.fresh_now())
                    raise
                # The log has said once what is wrong with the database, and beat's next message tries again.
                with suppress(SQLAlchemyError):
                    running.record_failure(name, error, now=clock.fresh_now())


for each in MAINTENANCE_TASKS:
    _register(each)
