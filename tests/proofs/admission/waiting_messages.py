"""Hours of beat while no worker runs: how many messages wait in each queue of the embedded broker."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from celery import Celery
from celery.beat import Scheduler

from models.upkeep.chores import CHORES, HOUR
from tasks.beat import OneMessageScheduler


def embedded(folder: Path) -> Celery:
    """An app with the product's queues, routes and schedule on a filesystem broker of its own."""
    # Read late: it makes the folders of the site that the settings name.
    import celeryconfig

    for name in ("messages", "control"):
        (folder / name).mkdir()
    app = Celery("guestlink-proof", set_as_current=False, config_source=celeryconfig)
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }
    app.conf.update(
        broker_url="filesystem://localhost",
        broker_transport="tasks.folder_broker:Transport",
        broker_transport_options=options,
    )
    return app


def waiting(folder: Path) -> Counter[str]:
    """Messages a queue: the broker names its files `<id>.<queue>.msg`."""
    return Counter(file.name.split(".")[1] for file in (folder / "messages").glob("*.msg"))


def publish_due(scheduler: Scheduler, hours: float) -> int:
    """Every publishing that falls due within so many hours, in one go; returns how many there were."""
    due = 0
    for name, entry in list(scheduler.schedule.items()):
        for _ in range(int(hours * HOUR / CHORES[name].every)):
            scheduler.apply_async(entry, advance=False)
            due += 1
    return due


def most_waiting_in_a_day(hours: int = 24, scheduler_class: Any = OneMessageScheduler) -> tuple[int, Counter[str]]:
    """Publishings that fell due, and the messages that wait at the end, a queue each."""
    with tempfile.TemporaryDirectory(prefix="guestlink-proof-") as name:
        app = embedded(Path(name))
        scheduler = scheduler_class(app=app, lazy=True)
        scheduler.setup_schedule()
        due = publish_due(scheduler, hours)
        return due, waiting(Path(name))
