"""Reporting how far a backup or a restore has come."""

from collections.abc import Callable

# Called with what is being done, how much of it is done, and of how much.
Report = Callable[[str, int, int], None]


class Progress:
    def __init__(self, report: Report, doing: str, total: int) -> None:
        self._report, self._doing, self._total, self._done = report, doing, total, 0

    def advance(self, more: int) -> None:
        self._done += more
        self._report(self._doing, self._done, self._total)
