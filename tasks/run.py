"""`python -m tasks.run worker|beat`: the two Celery programs, without Celery's command line, which would cost each of
them 12 MB for commands that nobody calls here."""

import os
import sys
import warnings
from typing import Any

from celery import signals
from celery.apps.beat import Beat
from celery.platforms import SecurityWarning

from models.plumbing import logs
from tasks.app import app

THREADS = 4
LEVEL = "WARNING"


class Scheduling(Beat):
    def init_loader(self) -> None:
        """Publishes tasks by name, so it loads none: their imports are the greater part of a worker's memory."""
        self.app.finalize()


def run_worker() -> int:
    # Of two workers with one node name the second ends (facts 7). Nobody listens to gossip, mingling and heartbeats.
    worker = app.Worker(
        hostname=f"guestlink-{os.getpid()}@%h",
        pool_cls="threads",
        concurrency=THREADS,
        loglevel=LEVEL,
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


@signals.beat_init.connect
def _beat_is_watched(sender: Any, **_: object) -> None:
    sender.scheduler.watch()


def run_beat() -> int:
    Scheduling(app=app, loglevel=LEVEL, quiet=True).run()
    return 0


@signals.setup_logging.connect
def _logs_are_set_up(**_: object) -> None:
    """That somebody listens here keeps Celery from setting up lines of its own."""


if __name__ == "__main__":
    logs.set_up(sys.argv[1])
    # It is about pickled messages, which no root should load; only JSON is accepted (celeryconfig.py).
    warnings.simplefilter("ignore", SecurityWarning)
    sys.exit({"worker": run_worker, "beat": run_beat}[sys.argv[1]]())
