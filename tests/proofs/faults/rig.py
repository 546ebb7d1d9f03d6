"""The rig of every fault: a running topology with people at work, and what is checked after the fault."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, func, select, text

from models.plumbing import database
from models.tables import MaintenanceRun, Visit, Workflow
from models.tables.visit import LONGEST_SILENCE
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.proofs.faults.draining import is_drained
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.people import Item, people_at_work
from tests.proofs.faults.proxy import Proxy
from tests.proofs.faults.violations import violations
from tests.topology.native import START_SECONDS, Topology
from tests.vocabulary.maker import PASSWORD, Maker
from tests.vocabulary.replies import ask
from tests.vocabulary.waiting import wait_until

# The longest waits. The table shows how long each took.
RECOVERY_SECONDS = 240.0
DRAIN_SECONDS = 900.0
CONVERGENCE_SECONDS = 240.0
MAINTENANCE_SECONDS = 120.0
# How long people go on after the fault.
AFTER_SECONDS = 3.0


class Rig:
    """Started once for many faults, because starting takes long."""

    def __init__(self, folder: Path, *, webs: int, workers: int, beats: int) -> None:
        self.folder = folder
        self.site = Topology(webs=webs, workers=workers, beats=beats, rate_limit="off")

    def __enter__(self) -> Self:
        self.site.__enter__()
        self.engine: Engine = self.site.engine()
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()
        self.site.__exit__()

    def maker(self) -> Maker:
        """Makes content of the running site, whose settings this process has (`make_fault`)."""
        return Maker(self.engine)

    def _make_item(self, maker: Maker, *, switches: bool) -> Item:
        owner = maker.user(now=datetime.now(UTC))
        media_id = maker.media(owner, now=datetime.now(UTC))
        return Item(media_id, owner.email, PASSWORD, switches)

    @contextmanager
    def people(self, finding: Finding) -> Iterator[None]:
        """People work while the block makes the fault. Then pages must come again, what people were told must be true,
        and maintenance must catch up. Each fault has new items."""
        maker = self.maker()
        self.items = [self._make_item(maker, switches=switches) for switches in (True, False)]
        with people_at_work(self.site.address, self.items, self.folder / "links") as journal:
            finding.journal = journal
            self.wait_for_guests(3)
            yield
            began = time.monotonic()
            wait_until("pages come again", self.answers, RECOVERY_SECONDS)
            finding.recovered = max(finding.recovered, time.monotonic() - began)
            self.wait_for_guests(3)
            time.sleep(AFTER_SECONDS)
        finding.broken.update(violations(self.engine, journal))
        began = time.monotonic()
        wait_until("no workflow waits for a worker", lambda: is_drained(self.site, self.engine), DRAIN_SECONDS)
        finding.details["drained in"] = f"{time.monotonic() - began:.1f} s"
        finding.converged = self.converge()

    def answers(self) -> bool:
        """Whether the site sends a page that needs the database."""
        try:
            return ask(self.site.nginx.port, "/g/nobody").status in {404, 429}
        except OSError:
            return False

    def wait_for_guests(self, count: int) -> None:
        """Wait until so many more have entered."""
        wait_until("the database answers", lambda: self.newest_visit() is not None, RECOVERY_SECONDS)
        before = self.newest_visit() or 0
        wait_until(f"{count} guests enter", lambda: (self.newest_visit() or 0) >= before + count, RECOVERY_SECONDS)

    def newest_visit(self) -> int | None:
        """The id of the newest visit of any item; 0 if there is none. Their number may fall while guests enter: they
        are removed a minute after their end. None: the database does not answer."""
        try:
            with database.reading(self.engine) as db:
                return db.scalars(select(func.coalesce(func.max(Visit.id), 0))).one()
        except Exception:  # noqa: BLE001 (the fault may be in the database)
            return None

    def converge(self) -> float:
        """Make all visits silent. Returns the seconds from then until every workflow is done. Then waits until each
        frequent maintenance task has run again."""
        with database.writing(self.engine) as db:
            silent = {"silence": LONGEST_SILENCE + timedelta(seconds=1)}
            db.execute(text("UPDATE visit SET last_seen_at = last_seen_at - :silence WHERE ended_at IS NULL"), silent)
        began, before = time.monotonic(), self.successes()
        wait_until(
            f"every workflow is done; not done at first: {self.unfinished()}",
            lambda: not self.unfinished(),
            CONVERGENCE_SECONDS,
        )
        seconds = time.monotonic() - began
        self.wait_for_tasks([name for name, task in MAINTENANCE_TASKS.items() if task.every < 60], before)
        return seconds

    def wait_for_tasks(self, names: list[str], before: dict[str, int], times: int = 1) -> None:
        """Wait until each has succeeded `times` times since `before`."""

        def have_run() -> bool:
            now = self.successes()
            return all(now.get(name, 0) >= before.get(name, 0) + times for name in names)

        wait_until("maintenance goes on", have_run, MAINTENANCE_SECONDS)

    def unfinished(self) -> dict[str, int]:
        """How many workflows are not done, by state."""
        with database.reading(self.engine) as db:
            states = db.execute(
                select(Workflow.state, func.count()).where(Workflow.state != "done").group_by(Workflow.state)
            )
            return {state: count for state, count in states}  # noqa: C416 (mypy does not accept rows as tuples)

    def successes(self) -> dict[str, int]:
        """How often each maintenance task has succeeded. Read from the database, because a web process may be down."""
        with database.reading(self.engine) as db:
            return {run.name: run.successes for run in db.scalars(select(MaintenanceRun))}

    def set_environment(self, names: list[str], **variables: str) -> None:
        """Restart these parts with these variables. An empty value removes one."""
        for name in names:
            environment = self.site[name].environment
            environment.update(variables)
            for removed in [key for key, value in variables.items() if not value]:
                environment.pop(removed)
        self.restart_in_turn(names)

    @contextmanager
    def through_proxy(self, names: list[str], setting: str, address: str, port: int) -> Iterator[Proxy]:
        """These parts reach the server at this port only through a proxy. `setting` names the file with its address,
        in which `{port}` becomes the proxy's port."""
        with Proxy(port) as proxy:
            file = self.site.secrets / f"{setting.lower()}_of_a_proxy"
            file.write_text(address.format(port=proxy.port))
            self.set_environment(names, **{setting: str(file)})
            try:
                yield proxy
            finally:
                self.set_environment(names, **{setting: self.site.settings[setting]})

    def restart(self, name: str) -> None:
        self.site.stop(name)
        self.site.start(name)

    def restart_in_turn(self, names: list[str]) -> None:
        """One web process after the other, so pages are not away. Together, they need minutes on a busy machine, and
        people give up."""
        for name in names:
            self.restart(name)
            if name in self.site.names("web"):
                wait_until(f"{name} serves", partial(self.serves, name), START_SECONDS)

    def serves(self, web: str) -> bool:
        port = self.site.web_ports[self.site.names("web").index(web)]
        try:
            return self.site[web].runs() and ask(port, "/healthz").status == 200
        except OSError:
            return False
