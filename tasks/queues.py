"""Replaces queues that were declared with other arguments, by another version or by hand (facts 67).

RabbitMQ refuses to declare such a queue (406), and the worker would fail for ever. The messages
in it are lost, but they are only hints: the sweeps find the work in the database.
"""

import logging
from typing import Any

from kombu.entity import Queue

log = logging.getLogger(__name__)

PRECONDITION_FAILED = 406


def is_stale(connection: Any, queue: Queue) -> bool:
    """Declares the queue, and says whether the broker has it with other arguments."""
    # A refused declaration closes its channel, so each queue has one of its own.
    with connection.channel() as channel:
        try:
            queue.bind(channel).declare()
        except connection.channel_errors as error:
            if getattr(error, "code", 0) != PRECONDITION_FAILED:
                raise
            return True
    return False


def replace_stale(connection: Any, queues: dict[str, Queue]) -> None:
    """Ends this process if another one still reads such a queue. It is started again, until the other one has gone."""
    for queue in queues.values():
        if not is_stale(connection, queue):
            continue
        with connection.channel() as channel:
            if channel.queue_declare(queue.name, passive=True).consumer_count:
                log.error("the queue %s is of another version, and a worker of that version still reads it", queue.name)
                raise SystemExit(1)
            channel.queue_delete(queue.name)
        log.warning("the queue %s was of another version and is made anew", queue.name)
        is_stale(connection, queue)
