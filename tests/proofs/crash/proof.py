"""What is proved of a scenario: wherever it is killed, it is whole or not there, and comes to the same rest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from models.config.settings import settings
from models.files.doubtful_files import forget_doubtful_files
from models.plumbing import database
from models.tables import MediaFile
from models.tables.workflow import LEASE
from tests.proofs.crash.killing import End, killed_at
from tests.proofs.crash.scenarios import Scenario
from tests.proofs.transactions.invariants import broken
from tests.proofs.transactions.snapshot import Ground
from tests.proofs.transactions.state import State, difference, state
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


@dataclass
class Findings:
    """At how many points it was killed, after how many of these it had happened, and what was wrong."""

    points: int = 0
    happened: int = 0
    violations: list[str] = field(default_factory=list)


class Proof:
    """One scenario on one site. Its oracle: the same, never killed."""

    def __init__(self, scenario: Scenario, maker: Maker, folder: Path) -> None:
        self.scenario, self.maker, self.bind = scenario, maker, maker.bind
        self.url = maker.bind.url.render_as_string(hide_password=False)
        self.scene = scenario.prepare(maker)
        self.instants = scenario.whole
        self.before, self.broken = self._state(), set(self._broken())
        self.ground = Ground(maker.bind, folder)
        self.findings = Findings()
        self._do(0)
        self.done = self._state()
        self.end = self._rest()
        self.rests: dict[str, State] = {}

    def _act(self, bind: Engine) -> object:
        return self.scenario.act(bind, self.scene)

    def _do(self, deadly: int) -> End:
        if self.bind.dialect.name == "sqlite":
            # The child must find no lock of a connection that it has inherited.
            self.bind.dispose()
        return killed_at(deadly, self.url, self._act, publishes=self.scenario.publishes)

    def prove(self, scale: float) -> Findings:
        deadly, every = 1, max(1, round(1 / scale))
        while self._killed(deadly):
            deadly += every
        return self.findings

    def _killed(self, deadly: int) -> bool:
        self.ground.restore()
        self._forget_messages()
        end = self._do(deadly)
        if end.killed_at is None:
            return False
        self.findings.points += 1
        self.findings.violations += [f"killed {end.killed_at}: {what}" for what in self._wrong(end)]
        return True

    def _wrong(self, end: End) -> Iterator[str]:
        found = self._state()
        self.findings.happened += found == self.done
        yield from set(self._broken()) - self.broken
        if end.acknowledged and found != self.done:
            yield f"acknowledged, and yet not done:\n{difference(self.done, found)}"
        if self.scenario.whole and found not in (self.before, self.done):
            yield f"half:\n{difference(self.before, found)}"
        if self.scenario.again or found == self.before:
            self._do(0)
        # The very same rows come to the very same rest: followed once.
        standing = str(state(self.bind))
        if standing not in self.rests:
            self.rests[standing] = self._rest()
        if self.rests[standing] != self.end:
            yield f"comes to rest otherwise than the one never killed:\n{difference(self.end, self.rests[standing])}"
        yield from self._wrong_files()

    def _state(self) -> State:
        return state(self.bind, instants=self.instants)

    def _broken(self) -> list[str]:
        return broken(self.bind, now=self.scenario.now)

    def _rest(self) -> State:
        """When the leases of the dead are over, the visits silent, and nothing waits."""
        for later in (timedelta(0), LEASE, timedelta(minutes=6), timedelta(minutes=7)):
            acts.sweep(self.maker, now=self.scenario.now + later)
        return state(self.bind, instants=False)

    def _wrong_files(self) -> Iterator[str]:
        """A day later each file has its row: else nobody would ever erase it."""
        later = datetime.now(UTC) + timedelta(hours=25)
        acts.do(self.maker, forget_doubtful_files, now=later, limit=500)
        with database.reading(self.bind) as db:
            named = set(db.scalars(select(MediaFile.stored_name)))
        for name in {file.name for file in settings().media_folder.iterdir()} - named:
            yield f"a file that no row names: {Path(name).suffix}"

    def _forget_messages(self) -> None:
        for message in settings().broker_folder.glob("messages/*"):
            message.unlink()
