"""The worker reports in, for itself and for beat, which it hears from: each message carries the time by beat's clock.

A thread of its own, not a task: it tells that the worker lives also while nobody asks anything of it.
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

SENT_AT = "sent_at"


class Heard:
    """Of beat since the last report: by how much its clock is ahead of ours, as the quickest message tells. The others
    have waited, and would make beat's clock look slow."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ahead: float | None = None

    def from_beat(self, sent_at: object) -> None:
        if not isinstance(sent_at, (int, float)):
            return
        ahead = sent_at - time.time()
        with self._lock:
            self._ahead = ahead if self._ahead is None else max(self._ahead, ahead)

    def take(self) -> float | None:
        with self._lock:
            ahead, self._ahead = self._ahead, None
        return ahead


heard = Heard()


def report() -> None:
    """Once, for the worker, and for beat when it was heard."""
    of_beat, host, read = heard.take(), socket.gethostname()[:64], clock.read()
    with database.writing() as db:
        report_in(db, "worker", host, clock_ahead=read.ahead, now=read.now)
        if of_beat is not None:
            report_in(db, "beat", "", clock_ahead=of_beat + read.ahead, now=read.now)


def report_for_ever() -> None:
    while True:
        try:
            report()
        except Exception as error:  # noqa: BLE001 (a database that is gone for a while must not end the reports)
            log.warning("no report of the worker", extra={"error": type(error).__name__})
        time.sleep(EVERY_SECONDS)


@signals.worker_ready.connect
def begin(**_: Any) -> None:
    Thread(target=report_for_ever, name="reports", daemon=True).start()
