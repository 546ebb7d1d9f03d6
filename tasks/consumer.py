"""The worker's consumer: Celery's own, but it drops messages that cannot be read, and soon finds a broker that is back.

Celery's own consumer ends when the body of a message has the wrong shape, and again when it is started again.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery.worker import consumer

log = logging.getLogger(__name__)

# The longest pause between two tries to connect to a broker that is away.
RETRY_SECONDS = 2


class Consumer(consumer.Consumer):
    def ensure_connected(self, conn: Any) -> Any:
        """Limits the pauses, which would grow to half a minute (facts 18)."""
        conn.ensure_connection = partial(conn.ensure_connection, interval_max=RETRY_SECONDS)
        return super().ensure_connected(conn)

    def create_task_handler(self, *arguments: Any) -> Callable[[Any], None]:
        handle = super().create_task_handler(*arguments)
        # When the broker is gone, the message is not to blame, and the worker connects again.
        broker_errors = (*self.connection_errors, *self.channel_errors)

        def handle_or_drop(message: Any) -> None:
            try:
                handle(message)
            except broker_errors:
                raise
            except Exception as error:  # noqa: BLE001 (a stranger's message may raise anything inside Celery)
                log.warning("dropped a message that cannot be read", extra={"error": type(error).__name__})
                if not message.acknowledged:
                    message.reject()

        return handle_or_drop
