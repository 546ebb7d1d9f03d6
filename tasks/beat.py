"""Beat, the scheduler: Celery's own, but at most one message of each periodic task waits (contract 5.15).

Each periodic task has a queue of its own (celeryconfig.py), so "a message waits" means "the queue is not empty". The
schedule is kept in memory, because Celery's schedule file keeps the fault of a clock that went back (facts 13).
"""

import logging
import os
import threading
import time
from typing import Any

from celery.beat import ScheduleEntry, Scheduler

from tasks import broker

log = logging.getLogger(__name__)

# The shortest interval of a task is 2 s (models/upkeep/chores.py), so beat is stuck after this time without a move.
STILL_AFTER = 20.0


class OneWaiting(Scheduler):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # When we last sent a message, withheld one, or were refused by the broker; on the monotonic clock.
        self.moved_at = time.monotonic()

    def apply_async(self, entry: ScheduleEntry, *args: Any, **kwargs: Any) -> Any:
        """Publish the entry unless a message of it waits. Raises an error if the broker is away; the next tick tries
        again."""
        try:
            queue = entry.options["queue"]
            with (
                self.app.connection_for_write() as connection,
                connection.channel() as channel,
                broker.lock_queue(channel, queue) as is_locked,
            ):
                if is_locked and not broker.count_waiting(channel, self.app.amqp.queues[queue]):
                    # The worker reports for beat by this time (tasks/signs_of_life.py).
                    entry.options["headers"] = {"sent_at": time.time()}
                    # The connection that Celery keeps stays dead after a restart of the broker (facts 17).
                    kwargs["producer"] = self.app.amqp.Producer(connection, auto_declare=False)
                    return super().apply_async(entry, *args, **kwargs)
            self.reserve(entry)
            return None
        finally:
            self.moved_at = time.monotonic()

    def watch(self) -> None:
        """End this process when the scheduler stands still. Only for a process of beat's own (tasks/run.py)."""
        self.moved_at = time.monotonic()
        threading.Thread(target=self._end_when_stuck, daemon=True, name="watch").start()

    def _end_when_stuck(self) -> None:
        """It gets stuck when a broker accepts the connection and then says nothing (facts 14), and after the clock went
        back (facts 12). The supervisor starts it again."""
        while time.monotonic() - self.moved_at < STILL_AFTER:
            time.sleep(1)
        log.error("beat has stood still for %.0f s and ends itself, to be started again", STILL_AFTER)
        os._exit(1)
