"""The scheduler: Celery's own, but at most one message of each periodic task waits, however long no worker runs.

Each periodic task has a queue of its own (celeryconfig.py), so "one waits" is "its queue is not empty". The schedule is
kept in memory: the file that Celery keeps does not survive a clock that steps back (FACTS).
"""

from typing import Any

from celery.beat import ScheduleEntry, Scheduler


class OneWaiting(Scheduler):
    def apply_async(self, entry: ScheduleEntry, *args: Any, **kwargs: Any) -> Any:
        """Publish unless one waits. A broker that is down raises as ever, and the next tick tries again."""
        if self._waiting(entry.options["queue"]):
            self.reserve(entry)
            return None
        return super().apply_async(entry, *args, **kwargs)

    def _waiting(self, queue: str) -> int:
        with self.app.connection_for_write() as connection, connection.channel() as channel:
            self.app.amqp.queues[queue].bind(channel).declare()
            return int(channel.queue_declare(queue=queue, passive=True).message_count)
