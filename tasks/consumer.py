"""The worker's consumer. It drops messages that cannot be read, and reconnects soon after the broker is back.

At a message of the wrong shape Celery's own consumer ends. The message is delivered again, so the next worker ends too.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery.worker import consumer

from tasks import broker, queues

log = logging.getLogger(__name__)

# The longest pause between two tries to connect to a broker that is away.
RETRY_SECONDS = 2


class Consumer(consumer.Consumer):
    def ensure_connected(self, conn: Any) -> Any:
        """Without our limit, the pauses between two tries grow to half a minute (facts 18)."""
        conn.ensure_connection = partial(conn.ensure_connection, interval_max=RETRY_SECONDS)
        try:
            connected = super().ensure_connected(conn)
        except Exception as error:  # noqa: BLE001 (a broker that is away is waited for; this one refuses)
            log.error("the worker cannot start: the broker %s", broker.trouble_of(error))
            raise SystemExit(1) from None
        queues.replace_stale(connected, self.app.amqp.queues)
        return connected

    def create_task_handler(self, *arguments: Any) -> Callable[[Any], None]:
        handle = super().create_task_handler(*arguments)
        # If the broker is gone, the message is not to blame. Celery then connects again.
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
