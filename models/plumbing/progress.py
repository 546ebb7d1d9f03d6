"""Reporting how far long work has come."""

from collections.abc import Callable

# Called with what is being done, how much of it is done, and of how much.
Report = Callable[[str, int, int], None]
# Called with how much more is done now.
Advance = Callable[[int], None]


class Progress:
    def __init__(self, report: Report, doing: str, total: int) -> None:
        self._report, self._doing, self._total, self._done = report, doing, total, 0

    def advance(self, more: int) -> None:
        self._done += more
        self._report(self._doing, self._done, self._total)


def report_nothing(_doing: str, _done: int, _total: int) -> None:
    """For work that nobody follows."""


def advance_nothing(_more: int) -> None:
    """For work that nobody follows."""
