"""The one list of maintenance tasks. To add a task, add a line to `CHORES`.

The schedule, the Celery tasks, `guestlink sweep`, the judgement of what is late, and the tests all read this list. It
imports nothing of the database, because beat, which publishes the tasks, runs none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Chore:
    """A maintenance task: a function that does the rows that are due (contract 1.15, 5.1 to 5.10)."""

    # The module below `models` where the function is, such as "links.expiring".
    module: str
    # The name of the function, and of the task.
    name: str
    # In seconds. HOUR means: at every full hour.
    every: float
    # The task is late when it has had no success for so long.
    late_after: timedelta = timedelta(seconds=60)

    def use_case(self) -> Callable[..., Any]:
        """The function, called as `use_case(db, now=now, limit=limit)`. It returns a `Swept`."""
        function: Callable[..., Any] = getattr(import_module(f"models.{self.module}"), self.name)
        return function


HOUR = 3600

DISPATCH = "dispatch_workflows"

CHORES: dict[str, Chore] = {
    chore.name: chore
    for chore in (
        Chore("links.expiring", "expire_links", every=4),
        Chore("links.expiring", "deactivate_links", every=4),
        Chore("guests.ending_visits", "end_silent_visits", every=20),
        Chore("workflows.dispatching", DISPATCH, every=2),
        Chore("media.missing_files", "notice_missing_files", every=20),
        Chore("guests.guest_groups", "make_missing_groups", every=20),
        Chore("guests.erasing", "erase_guests", every=HOUR, late_after=timedelta(hours=3)),
        Chore("guests.removing", "remove_lapsed_sessions", every=HOUR, late_after=timedelta(hours=3)),
        Chore("files.doubtful_files", "forget_doubtful_files", every=HOUR, late_after=timedelta(hours=3)),
        Chore("people.user_sessions", "end_user_sessions", every=HOUR, late_after=timedelta(hours=3)),
    )
}
