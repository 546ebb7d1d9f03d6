"""The ground of every fault: a topology, owners with an item each, people at work, and the judgement afterwards."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, func, select, text

from models.plumbing import database
from models.tables import MaintenanceRun, Visit, Workflow
from models.tables.visit import LONGEST_SILENCE
from models.upkeep.chores import CHORES
from tests.conftest import forget
from tests.proofs.faults.draining import is_drained
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.people import Item, load
from tests.proofs.faults.proxy import Proxy
from tests.proofs.faults.violations import violations
from tests.topology.native import Topology
from tests.vocabulary.maker import PASSWORD, Maker
from tests.vocabulary.replies import ask
from tests.vocabulary.waiting import wait_until

# What is waited for at most; the figure is what it took.
RECOVERY_SECONDS = 120.0
DRAIN_SECONDS = 900.0
CONVERGENCE_SECONDS = 240.0
# People go on a while after a fault, and find everything as before.
AFTER_SECONDS = 3.0


class Ground:
    """Begun once for many faults: the start is what costs."""

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
        """Of owners and items by the product's own use-cases, under this site's settings."""
        for name in [name for name in os.environ if name.startswith("GUESTLINK_") and "PROOF" not in name]:
            del os.environ[name]
        os.environ.update(self.site.settings)
        forget()
        return Maker(self.engine)

    def _item(self, maker: Maker, *, switches: bool) -> Item:
        owner = maker.user(now=datetime.now(UTC))
        media = maker.media(owner, now=datetime.now(UTC))
        return Item(str(media), owner.email, PASSWORD, switches)

    @contextmanager
    def people(self, finding: Finding, *, after: float = AFTER_SECONDS) -> Iterator[None]:
        """People at work while the block strikes; then recovery, judgement, convergence. Items are fresh each time."""
        maker = self.maker()
        self.items = [self._item(maker, switches=switches) for switches in (True, False)]
        with load(self.site.address, self.items, self.folder / "links") as journal:
            finding.journal = journal
            wait_until("guests have come in", lambda: self._entered() >= 3, RECOVERY_SECONDS)
            yield
            began = time.monotonic()
            wait_until("pages come again", self.answers, RECOVERY_SECONDS)
            finding.recovered = max(finding.recovered, time.monotonic() - began)
            before = self._entered()
            wait_until("guests come in again", lambda: self._entered() > before + 2, RECOVERY_SECONDS)
            time.sleep(after)
        finding.broken.update(violations(self.engine, journal))
        began = time.monotonic()
        wait_until("all is handed out and taken", lambda: is_drained(self.site, self.engine), DRAIN_SECONDS)
        finding.noted["drained in"] = f"{time.monotonic() - began:.1f} s"
        finding.converged = self.converge()

    def answers(self) -> bool:
        """By a page that asks the database."""
        try:
            return ask(self.site.nginx.port, "/g/nobody").status in {404, 429}
        except OSError:
            return False

    def _entered(self) -> int:
        media = [int(item.media) for item in self.items]
        newest = select(func.count(Visit.id)).where(Visit.media_id.in_(media))
        try:
            with database.reading(self.engine) as db:
                return db.scalars(newest).one()
        except Exception:  # noqa: BLE001 (the database may be what was struck)
            return 0

    def converge(self) -> float:
        """The seconds from when the last guest fell silent until every workflow is done and no chore is late."""
        with database.writing(self.engine) as db:
            silent = {"silence": LONGEST_SILENCE + timedelta(seconds=1)}
            db.execute(text("UPDATE visit SET last_seen_at = last_seen_at - :silence WHERE ended_at IS NULL"), silent)
        began, before = time.monotonic(), self.successes()
        wait_until(f"every workflow is done; open: {self.unfinished()}", self.is_tidy, CONVERGENCE_SECONDS)
        took = time.monotonic() - began
        soon = [name for name, chore in CHORES.items() if chore.every < 60]
        done = self.successes
        wait_until("every chore goes on", lambda: all(done().get(n, 0) > before.get(n, 0) for n in soon), 120)
        return took

    def is_tidy(self) -> bool:
        return not self.unfinished()

    def unfinished(self) -> dict[str, int]:
        """Workflows that are not done, by state."""
        with database.reading(self.engine) as db:
            states = db.execute(
                select(Workflow.state, func.count()).where(Workflow.state != "done").group_by(Workflow.state)
            )
            return {state: count for state, count in states}  # noqa: C416 (rows are tuples to nobody else)

    def successes(self) -> dict[str, int]:
        """What maintenance has achieved; of no web process, which may be the one that was struck."""
        with database.reading(self.engine) as db:
            return {run.name: run.successes for run in db.scalars(select(MaintenanceRun))}

    def with_setting(self, names: list[str], **more: str) -> None:
        """Begin these parts again with more in their environment; an empty value takes it away."""
        for name in names:
            environment = self.site[name].environment
            environment.update(more)
            for gone in [key for key, value in more.items() if not value]:
                environment.pop(gone)
            self.restart(name)

    @contextmanager
    def led_through_a_proxy(self, names: list[str], setting: str, address: str, port: int) -> Iterator[Proxy]:
        """These parts know that server, by the setting of its address, only through the proxy."""
        with Proxy(port) as proxy:
            file = self.site.secrets / f"{setting.lower()}_of_a_proxy"
            file.write_text(address.format(port=proxy.port))
            self.with_setting(names, **{setting: str(file)})
            try:
                yield proxy
            finally:
                self.with_setting(names, **{setting: self.site.settings[setting]})

    def restart(self, name: str) -> None:
        self.site.stop(name)
        self.site.start(name)

    def listens(self, web: str) -> bool:
        port = self.site.web_ports[self.site.names("web").index(web)]
        try:
            return self.site[web].runs() and ask(port, "/healthz").status == 200
        except OSError:
            return False
