"""What a sweep asks on a site with 10,000,000 guests while nothing is due: how long PostgreSQL works for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS, MaintenanceTask
from models.upkeep.running import BATCH
from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run
from tests.benchmarks.stage.stage import Stage
from tests.vocabulary import plans
from tests.vocabulary.large_site import make_large_site

AIM_MS = 0.2
# These have no row that is due: they look through a table, a part in each run, or through the disk.
LOOK_AROUND = (
    "notice_missing_files",
    "make_missing_groups",
    "forget_doubtful_files",
    "erase_idle_work",
    "remove_expired_uploads",
)


@dataclass
class Probe:
    """`now`: when the site was made. Nothing was due on it then."""

    bind: Engine
    task: MaintenanceTask
    now: datetime

    def measure(self) -> Sample:
        """Nothing of it is kept."""
        use_case = self.task.use_case()
        sent = plans.statements(self.bind, lambda db: use_case(db, now=self.now, limit=BATCH))
        with Session(self.bind) as db:
            return Sample({"ms": sum(plans.milliseconds(db.connection(), *each) for each in sent)})


def lines(run: Run) -> Iterator[Line]:
    items = run.size(340_000, 200)
    with Stage() as stage, stage.settings():
        bind = stage.site("guestlink").bind
        size = {"items": items, "links": 3 * items, "entries": 30 * items, "connected": items // 30}
        now = datetime.now(UTC)
        make_large_site(bind, **size, now=now)
        for name, task in MAINTENANCE_TASKS.items():
            if name not in LOOK_AROUND:
                yield _line(run, Probe(bind, task, now), f"`{name}` when nothing is due, {30 * items:,} guests")


def _line(run: Run, probe: Probe, work: str) -> Line:
    # The first reads its pages from the disk.
    probe.measure()
    samples = take_turns({"probe": partial(probe.measure)}, run.size(15, 1))["probe"]
    return Line(work, "ms", series(samples, "ms"), aims=(at_most(AIM_MS),))
