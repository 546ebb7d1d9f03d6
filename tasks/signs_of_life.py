"""The worker's signs of life: it reports for itself, and for beat, which has no database (contract 5.18).

Beat writes the time into each message, so the worker knows that beat lives and how far its clock is off. The reports
come from a thread of their own, so that they come while the worker has nothing to do.
"""

import logging
import socket
import time
from threading import Lock, Thread
from typing import Any

from celery import signals

from models.plumbing import clock, database
from models.upkeep.parts import EVERY_SECONDS, report_in

log = logging.getLogger(__name__)

# The header of beat's messages that holds the time.
SENT_AT = "sent_at"


class BeatClock:
    """How far beat's clock is ahead of ours, as heard since the last report. Of several messages the quickest counts:
    the others have waited in a queue, which would make beat's clock look slow."""

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
        """In seconds; None when beat was not heard since the last call."""
        with self._lock:
            ahead, self._ahead = self._ahead, None
        return ahead


beat_clock = BeatClock()


def report() -> None:
    """Report once for the worker, and for beat if it was heard."""
    beat_ahead, host, reading = beat_clock.take(), socket.gethostname()[:64], clock.read()
    with database.writing() as db:
        report_in(db, "worker", host, clock_ahead=reading.ahead, now=reading.now)
        if beat_ahead is not None:
            report_in(db, "beat", "", clock_ahead=beat_ahead + reading.ahead, now=reading.now)


def report_for_ever() -> None:
    while True:
        try:
            report()
        except Exception as error:  # noqa: BLE001 (a database that is away for a while must not end the reports)
            log.warning("the worker could not report a sign of life", extra={"error": type(error).__name__})
        time.sleep(EVERY_SECONDS)


@signals.worker_ready.connect
def start(**_: Any) -> None:
    Thread(target=report_for_ever, name="signs of life", daemon=True).start()
