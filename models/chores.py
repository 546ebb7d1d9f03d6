"""The one list of maintenance: the schedule, the tasks, `guestlink sweep`, lateness and their tests read it.

Here stand names and times only, without the database: beat knows no more than when to ask for what.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Chore:
    """A sweep: the use-case `name` in the module `models.<gerund>`, asked for by beat `every` so many seconds, or on
    every full hour. It is late when nothing has succeeded for `late_after`."""

    gerund: str
    name: str
    every: float
    late_after: timedelta = timedelta(seconds=60)

    def use_case(self) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(f"models.{self.gerund}"), self.name)
        return found


HOUR = 3600

DISPATCH = "dispatch_workflows"

CHORES: dict[str, Chore] = {
    chore.name: chore
    for chore in (
        Chore("expiring", "expire_links", every=4),
        Chore("expiring", "deactivate_links", every=4),
        Chore("ending_visits", "end_silent_visits", every=20),
        Chore("dispatching", DISPATCH, every=2),
        Chore("noticing_files", "notice_missing_files", every=20),
        Chore("guest_grouping", "make_missing_groups", every=20),
        Chore("erasing", "erase_guests", every=HOUR, late_after=timedelta(hours=3)),
        Chore("cleaning", "remove_lapsed_sessions", every=HOUR, late_after=timedelta(hours=3)),
        Chore("forgetting", "forget_doubtful_files", every=HOUR, late_after=timedelta(hours=3)),
        Chore("staying_signed_in", "end_user_sessions", every=HOUR, late_after=timedelta(hours=3)),
    )
}
