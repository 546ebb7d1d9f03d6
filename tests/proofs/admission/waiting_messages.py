"""Runs the schedule of beat for hours without a worker, and counts the messages that wait in each queue."""

import tempfile
from collections import Counter
from pathlib import Path

from celery import Celery
from celery.beat import Scheduler

from models.upkeep.maintenance_tasks import HOUR, MAINTENANCE_TASKS
from tasks.beat import OneMessageScheduler
from tests.proofs.folder_broker import use_folder_broker


def make_app() -> Celery:
    """A Celery app with the product's queues, routes and schedule."""
    # Importing it makes folders where the settings say. So it is imported only when these are the settings of a test.
    import celeryconfig

    return Celery("guestlink-proof", set_as_current=False, config_source=celeryconfig)


def count_waiting(messages: Path) -> Counter[str]:
    """Messages by queue. The broker names its files `<id>.<queue>.msg`."""
    return Counter(file.name.split(".")[1] for file in messages.glob("*.msg"))


def publish_due(scheduler: Scheduler, hours: float) -> int:
    """Publish at once all that becomes due within these hours. Returns how often something was due."""
    due = 0
    for name, entry in list(scheduler.schedule.items()):
        for _ in range(int(hours * HOUR / MAINTENANCE_TASKS[name].every)):
            scheduler.apply_async(entry, advance=False)
            due += 1
    return due


def publish_without_worker(hours: int) -> tuple[int, Counter[str]]:
    """How often a message was due, and how many wait in each queue at the end."""
    with tempfile.TemporaryDirectory(prefix="guestlink-proof-") as name:
        app = make_app()
        messages = use_folder_broker(app, Path(name))
        scheduler = OneMessageScheduler(app=app, lazy=True)
        scheduler.setup_schedule()
        due = publish_due(scheduler, hours)
        return due, count_waiting(messages)
