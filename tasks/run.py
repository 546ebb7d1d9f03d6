"""`python -m tasks.run worker|beat`: starts one of the two Celery programs.

`worker maintenance` and `worker media` read only the queues of one kind.

Celery's own command line would cost each of them 12 MB, for commands that nobody uses here (facts 61).
"""

import os
import signal
import sys
import warnings
from typing import Any

from celery import signals
from celery.apps.beat import Beat
from celery.platforms import SecurityWarning

from models.plumbing import logs
from tasks.app import app
from tasks.broker import MEDIA_QUEUE

THREADS = 4
# What a worker reports of itself, by the queues that it reads.
PARTS_OF = {"all": ["worker", "media"], "maintenance": ["worker"], "media": ["media"]}


class LightBeat(Beat):
    def init_loader(self) -> None:
        """Load no tasks: beat publishes them by name, and with them it would need almost as much memory as a worker."""
        self.app.finalize()


def run_worker(only: str = "all") -> int:
    """`only`: "maintenance", "media" (preparing recordings), or "all" of both."""
    # Imported here only: beat needs no database, and its libraries are a third of its memory (facts 193).
    from tasks import signs_of_life

    queues = None if only == "all" else [name for name in app.amqp.queues if (name == MEDIA_QUEUE) == (only == "media")]
    signs_of_life.parts = PARTS_OF[only]
    # The name contains the process id: if two workers have the same name, the second one ends (facts 7). Gossip,
    # mingling and heartbeats are off because nothing here listens to them.
    worker = app.Worker(
        hostname=f"guestlink-{os.getpid()}@%h",
        pool_cls="threads",
        concurrency=THREADS,
        queues=queues,
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


@signals.worker_ready.connect
def _stop_on_hangup(**_: object) -> None:
    """On SIGHUP, Celery would start its own command line in our place, which we do not use."""
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))


@signals.beat_init.connect
def _watch_beat(sender: Any, **_: object) -> None:
    sender.scheduler.watch()


def run_beat() -> int:
    LightBeat(app=app, quiet=True).run()
    return 0


@signals.setup_logging.connect
def _keep_our_logging(**_: object) -> None:
    """Does nothing, but while this signal has a receiver, Celery does not set up logging of its own."""


def load() -> None:
    """Read the settings of Celery, and make the tasks ready. Opens no connection."""
    app.finalize()
    app.conf.find_value_for_key("broker_url")


def main(part: str, *arguments: str) -> int:
    """Returns the exit code."""
    logs.set_up(part)
    # Celery warns a root user of pickled messages. We accept only JSON (celeryconfig.py).
    warnings.simplefilter("ignore", SecurityWarning)
    return {"worker": run_worker, "beat": run_beat}[part](*arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
