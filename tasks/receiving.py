"""Receiving messages: what no publisher of ours has written is thrown away. Celery itself would end over a body of the
wrong shape, and again over the same message as soon as it is begun again. A broker that is back is found in seconds."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery.worker import consumer

log = logging.getLogger(__name__)


# Between one try and the next to reach a broker that is away.
RETRY_SECONDS = 2


class Consumer(consumer.Consumer):
    def ensure_connected(self, conn: Any) -> Any:
        """Celery's own waits grow, up to half a minute after the broker is back."""
        conn.ensure_connection = partial(conn.ensure_connection, interval_max=RETRY_SECONDS)
        return super().ensure_connected(conn)

    def create_task_handler(self, *given: Any) -> Callable[[Any], None]:
        receive = super().create_task_handler(*given)
        # A broker that has gone is not the message's fault; the worker connects again.
        gone = (*self.connection_errors, *self.channel_errors)

        def received(message: Any) -> None:
            try:
                receive(message)
            except gone:
                raise
            except Exception as error:  # noqa: BLE001 (whatever a stranger's message makes of Celery)
                log.warning("a message that cannot be read was dropped", extra={"error": type(error).__name__})
                if not message.acknowledged:
                    message.reject()

        return received
