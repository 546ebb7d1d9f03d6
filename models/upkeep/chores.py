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
    """A sweep: the use-case `name` in `models.<module>`, asked for by beat `every` so many seconds, or on
    every full hour. It is late when nothing has succeeded for `late_after`."""

    module: str
    name: str
    every: float
    late_after: timedelta = timedelta(seconds=60)

    def use_case(self) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(f"models.{self.module}"), self.name)
        return found


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
        Chore("files.forgetting", "forget_doubtful_files", every=HOUR, late_after=timedelta(hours=3)),
        Chore("people.user_sessions", "end_user_sessions", every=HOUR, late_after=timedelta(hours=3)),
    )
}
