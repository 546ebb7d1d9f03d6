"""`python -m tasks.broker_trouble` connects as worker and beat do, and prints as JSON why that does not work.

The doctor runs it (web/cli/server_checks.py), because the web itself never talks to the broker.
"""

import json
import sys
from typing import Any

from tasks.broker import trouble_of
from tasks.queues import is_stale


def trouble(app: Any) -> str | None:
    """None if worker and beat can use the broker."""
    try:
        with app.connection_for_write() as connection:
            connection.connect()
            with connection.channel() as channel:
                if hasattr(channel, "client"):
                    # Only now a client of Redis connects.
                    channel.client.ping()
            stale = [queue.name for queue in app.amqp.queues.values() if is_stale(connection, queue)]
    except Exception as error:  # noqa: BLE001 (each transport has errors of its own)
        return trouble_of(error)
    return f"has queues of another version: {', '.join(stale)}; the next worker makes them anew" if stale else None


if __name__ == "__main__":
    from tasks.app import app as tasks_app

    json.dump({"trouble": trouble(tasks_app)}, sys.stdout)
