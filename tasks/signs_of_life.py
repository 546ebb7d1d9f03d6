"""A worker's signs of life: it reports for what it does, and for beat, which has no database (contract 5.18).

Beat writes the time into each message. So the worker knows that beat lives, and how far beat's clock is off. A thread
of its own sends the reports, so that they also come while the worker has nothing to do.
"""

import logging
import socket
import time
from threading import Lock, Thread
from typing import Any

from celery import signals

from models.plumbing import clock, database
from models.upkeep.parts import REPORT_EVERY_SECONDS, record_report

log = logging.getLogger(__name__)


class BeatClock:
    """How far beat's clock is ahead of this machine's, by the messages since the last report. Only the quickest message
    counts: the others have waited in a queue, which makes beat's clock look slow."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ahead: float | None = None

    def hear(self, sent_at: object) -> None:
        if not isinstance(sent_at, (int, float)):
            return
        ahead = sent_at - time.time()
        with self._lock:
            self._ahead = ahead if self._ahead is None else max(self._ahead, ahead)

    def take(self) -> float | None:
        """How far, in seconds, and forget it. None if no message of beat came since the last call."""
        with self._lock:
            ahead, self._ahead = self._ahead, None
        return ahead


beat_clock = BeatClock()
# What this process does. A process that reads only some of the queues does only one of them (tasks/run.py).
parts = ["worker", "media"]


def report() -> None:
    """Report once for this process, and for beat if a message of beat came."""
    beat_ahead, host, reading = beat_clock.take(), socket.gethostname()[:64], clock.read()
    with database.writing() as db:
        for part in parts:
            record_report(db, part, host, clock_ahead=reading.ahead, now=reading.now)
        if beat_ahead is not None:
            record_report(db, "beat", "", clock_ahead=beat_ahead + reading.ahead, now=reading.now)


def report_for_ever() -> None:
    while True:
        try:
            report()
        except Exception as error:  # noqa: BLE001 (a database that is away for a while must not end the reports)
            log.warning("the worker could not report a sign of life", extra={"error": type(error).__name__})
        time.sleep(REPORT_EVERY_SECONDS)


@signals.worker_ready.connect
def start_reporting(**_: Any) -> None:
    Thread(target=report_for_ever, name="signs of life", daemon=True).start()
