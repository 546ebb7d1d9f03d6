"""The one list of maintenance tasks. To add a task, add a line to `MAINTENANCE_TASKS`.

The schedule, the tasks of Celery, `guestlink sweep`, the list of late tasks and the tests all read this list. Beat
reads it too, and must stay small in memory, so this module does not import the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class MaintenanceTask:
    """A maintenance task: a function that does the rows that are due (contract 1.15, 5.1 to 5.10, 5.35)."""

    # The module of the function, below `models`, such as "links.expiring".
    module: str
    # The name of the function, and of the task.
    name: str
    # How often it runs, in seconds. HOUR means at every full hour.
    every: float
    # The task is late when it has had no success for this time.
    late_after: timedelta = timedelta(seconds=60)
    # The most batches for one message. So it does not keep a worker busy for long, and the next message does the rest.
    most_batches: int = 50
    # It looks for files or erases them, and no transaction is open meanwhile (contract 5.13).
    of_files: bool = False
    # The task that goes on with what this one has started. It follows at once, and does not wait for its own message.
    followed_by: str = ""

    def use_case(self) -> Callable[..., Any]:
        """The function, called as `use_case(db, now=now, limit=limit)`. It returns a `Swept`. One of files is
        given in place of `db` what opens a transaction."""
        function: Callable[..., Any] = getattr(import_module(f"models.{self.module}"), self.name)
        return function


HOUR = 3600

DISPATCH = "dispatch_workflows"
DISPATCH_PREPARING = "dispatch_preparing"

MAINTENANCE_TASKS: dict[str, MaintenanceTask] = {
    task.name: task
    for task in (
        MaintenanceTask("links.expiring", "expire_links", every=4, followed_by=DISPATCH),
        MaintenanceTask("links.expiring", "deactivate_links", every=4, followed_by=DISPATCH),
        MaintenanceTask("guests.ending_visits", "end_silent_visits", every=20),
        MaintenanceTask("workflows.dispatching", DISPATCH, every=2),
        MaintenanceTask("workflows.dispatching", DISPATCH_PREPARING, every=4),
        # Each file is due again after a minute. With more batches, this alone would keep a worker busy (facts 163).
        MaintenanceTask("media.missing_files", "notice_missing_files", every=20, most_batches=3, of_files=True),
        MaintenanceTask("guests.guest_groups", "make_missing_groups", every=20),
        MaintenanceTask("guests.erasing", "erase_guests", every=HOUR, late_after=timedelta(hours=3)),
        MaintenanceTask(
            "guests.removing_sessions", "remove_lapsed_sessions", every=HOUR, late_after=timedelta(hours=3)
        ),
        *(
            MaintenanceTask(f"files.{module}", name, every=HOUR, late_after=timedelta(hours=3), of_files=True)
            for module, name in (
                ("doubtful_files", "forget_doubtful_files"),
                ("work_folder", "erase_idle_work"),
                ("expired_uploads", "remove_expired_uploads"),
            )
        ),
        MaintenanceTask("people.user_sessions", "end_user_sessions", every=HOUR, late_after=timedelta(hours=3)),
        MaintenanceTask(
            "people.one_time_addresses", "erase_one_time_addresses", every=HOUR, late_after=timedelta(hours=3)
        ),
        MaintenanceTask("site.audit", "remove_old_audit_entries", every=HOUR, late_after=timedelta(hours=3)),
    )
}
