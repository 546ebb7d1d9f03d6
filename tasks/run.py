"""`python -m tasks.run worker|beat`: the two Celery programs, without Celery's command line, which would cost each of
them 12 MB for commands that nobody calls here."""

import os
import sys
import warnings

from celery.apps.beat import Beat
from celery.platforms import SecurityWarning

from tasks.app import app

THREADS = 4
LEVEL = "WARNING"


class Scheduling(Beat):
    def init_loader(self) -> None:
        """Publishes tasks by name, so it loads none: their imports are the greater part of a worker's memory."""
        self.app.finalize()


def run_worker() -> int:
    # Two workers with one node name: the second dies (FACTS). To gossip, mingling and event heartbeats nobody listens.
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


def run_beat() -> int:
    Scheduling(app=app, loglevel=LEVEL, quiet=True).run()
    return 0


if __name__ == "__main__":
    # It is about pickled messages, which no root should load; only JSON is accepted (celeryconfig.py).
    warnings.simplefilter("ignore", SecurityWarning)
    sys.exit({"worker": run_worker, "beat": run_beat}[sys.argv[1]]())
