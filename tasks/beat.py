"""The scheduler: Celery's own, but at most one message of each periodic task waits, however long no worker runs.

Each periodic task has a queue of its own (celeryconfig.py), so "one waits" is "its queue is not empty". The schedule is
kept in memory: the file that Celery keeps does not survive a clock that steps back (facts 13).
"""

import logging
import os
import threading
import time
from typing import Any

from celery.beat import ScheduleEntry, Scheduler

from tasks import broker

log = logging.getLogger(__name__)

# The shortest period is 2 s (models/upkeep/chores.py).
STILL_AFTER = 20.0


class OneWaiting(Scheduler):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # When an entry was last sent or withheld, or the broker refused it.
        self.moved = time.monotonic()

    def apply_async(self, entry: ScheduleEntry, *args: Any, **kwargs: Any) -> Any:
        """Publish unless one waits. A broker that is down raises as ever, and the next tick tries again."""
        try:
            queue = entry.options["queue"]
            with (
                self.app.connection_for_write() as connection,
                connection.channel() as channel,
                broker.alone(channel, queue) as alone,
            ):
                if alone and not broker.waiting(channel, self.app.amqp.queues[queue]):
                    # By this the worker, which reports for beat too, knows how beat's clock goes.
                    entry.options["headers"] = {"sent_at": time.time()}
                    # Over this connection: the one that Celery keeps would stay dead after a broker's restart, since
                    # nothing tries a publish again (task_publish_retry), and no beat would ever publish any more.
                    kwargs["producer"] = self.app.amqp.Producer(connection, auto_declare=False)
                    return super().apply_async(entry, *args, **kwargs)
            self.reserve(entry)
            return None
        finally:
            self.moved = time.monotonic()

    def watch(self) -> None:
        """Only in a process of beat's own (tasks/run.py): see `_watch`."""
        self.moved = time.monotonic()
        threading.Thread(target=self._watch, daemon=True, name="watch").start()

    def _watch(self) -> None:
        """End this process when it stands still: before a broker that accepts and says nothing, for there is no bound
        on the wait for its answers, or after the wall clock went back (facts 12). Its supervisor starts it again."""
        while time.monotonic() - self.moved < STILL_AFTER:
            time.sleep(1)
        log.error("beat has stood still for %.0f s, and ends", STILL_AFTER)
        os._exit(1)
