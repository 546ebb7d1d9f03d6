"""Beat, the scheduler. It is Celery's own, except that at most one message of each task waits (contract 5.15).

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

# Beat is stuck if it has done nothing for this time: maintenance tasks begin every 2 s (celeryconfig.py).
STUCK_SECONDS = 20.0
# The same trouble is logged again after this time.
TELL_AGAIN_SECONDS = 60.0


class OneMessageScheduler(Scheduler):
    # Celery's own connection is never used: beat would end when the broker refuses it.
    producer = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # On the monotonic clock: when beat last sent a message, withheld one, or failed to reach the broker.
        self.moved_at = time.monotonic()
        self.trouble, self.told_at = "", 0.0

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """As Celery's, but a failure is one line, and not a traceback at every tick."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except Exception as error:  # noqa: BLE001 (each transport has errors of its own)
            self._tell(broker.trouble_of(error))
        else:
            self.trouble = ""

    def _tell(self, trouble: str) -> None:
        if trouble != self.trouble or time.monotonic() - self.told_at > TELL_AGAIN_SECONDS:
            self.trouble, self.told_at = trouble, time.monotonic()
            log.error("beat cannot send messages: the broker %s", trouble)

    def apply_async(self, entry: ScheduleEntry, *args: Any, **kwargs: Any) -> Any:
        """Publish a message for this entry, unless one waits. If the broker is away, this raises an error. The entry is
        tried again at its next time."""
        try:
            queue = entry.options["queue"]
            with (
                self.app.connection_for_write() as connection,
                connection.channel() as channel,
                broker.lock_queue(channel, queue) as is_locked,
            ):
                if is_locked and not broker.count_waiting(channel, self.app.amqp.queues[queue]):
                    # From this time the worker learns what beat's clock shows (tasks/signs_of_life.py).
                    entry.options["headers"] = {broker.SENT_AT: time.time()}
                    # Over our own connection: Celery's stays dead after a restart of the broker (facts 17).
                    kwargs["producer"] = self.app.amqp.Producer(connection, auto_declare=False)
                    return super().apply_async(entry, *args, **kwargs)
            self.reserve(entry)
            return None
        finally:
            self.moved_at = time.monotonic()

    def watch(self) -> None:
        """Start a thread that ends this process when beat is stuck. Only for a process of beat's own (tasks/run.py)."""
        self.moved_at = time.monotonic()
        threading.Thread(target=self._end_when_stuck, daemon=True, name="watch").start()

    def _end_when_stuck(self) -> None:
        """Beat gets stuck when a broker accepts the connection and then says nothing (facts 14), or when the clock goes
        back (facts 12). The supervisor starts it again."""
        while time.monotonic() - self.moved_at < STUCK_SECONDS:
            time.sleep(1)
        log.error("beat has stood still for %.0f s and ends itself, to be started again", STUCK_SECONDS)
        os._exit(1)
