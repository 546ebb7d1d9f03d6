"""The proof for one scenario. Wherever it is killed, it has happened completely or not at all, and maintenance then
leads to the same state as without a kill."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from models.config.settings import settings
from models.files.doubtful_files import forget_doubtful_files
from models.files.expired_uploads import remove_expired_uploads
from models.files.work_folder import erase_idle_work
from models.plumbing import database
from models.tables import MediaFile
from tests.proofs.crash.killing import End, run_and_kill
from tests.proofs.crash.scenario import Scenario
from tests.proofs.scale import seed_of_this_hour
from tests.proofs.transactions.invariants import broken_invariants
from tests.proofs.transactions.snapshot import Snapshot
from tests.proofs.transactions.state import State, difference, read_state, settled_state
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


@dataclass
class Findings:
    """`points`: at how many points it was killed. `happened`: at how many of them the work was done already."""

    points: int = 0
    happened: int = 0
    violations: list[str] = field(default_factory=list)


class Proof:
    """One scenario on one site. Every kill is compared with a run of the same scenario without a kill."""

    def __init__(self, scenario: Scenario, maker: Maker, folder: Path) -> None:
        self.scenario, self.maker, self.bind = scenario, maker, maker.bind
        self.url = maker.bind.url.render_as_string(hide_password=False)
        self.setup = scenario.prepare(maker)
        self.before, self.broken_before = self._state(), set(self._broken_invariants())
        self.snapshot = Snapshot(maker.bind, folder)
        self.findings = Findings()
        self.points = self._run(0).points
        self.after = self._state()
        # By the state that a kill has left: the state that maintenance makes of it. So no state is settled twice.
        self.settled_by_state: dict[str, State] = {}
        self.settled = self._settled()

    def _act(self, bind: Engine) -> object:
        return self.scenario.act(bind, self.setup)

    def _run(self, deadly: int) -> End:
        if self.bind.dialect.name == "sqlite":
            # An inherited connection could hold a lock that the child waits for.
            self.bind.dispose()
        return run_and_kill(deadly, self.url, self._act, publishes=self.scenario.publishes)

    def prove(self, scale: float) -> Findings:
        """Below full scale, each hour kills at other points."""
        every = max(1, round(1 / scale))
        deadly = 1 + seed_of_this_hour() % min(every, self.points)
        while self._kill(deadly):
            deadly += every
        return self.findings

    def _kill(self, deadly: int) -> bool:
        """Returns False if there is no such point."""
        self.snapshot.restore()
        self._delete_messages()
        end = self._run(deadly)
        if end.killed_at is None:
            return False
        self.findings.points += 1
        self.findings.violations += [f"killed {end.killed_at}: {violation}" for violation in self._violations(end)]
        return True

    def _violations(self, end: End) -> Iterator[str]:
        state = self._state()
        self.findings.happened += state == self.after
        yield from set(self._broken_invariants()) - self.broken_before
        if end.acknowledged and state != self.after:
            yield f"acknowledged, but not done:\n{difference(self.after, state)}"
        if self.scenario.atomic and state not in (self.before, self.after):
            yield f"half done:\n{difference(self.before, state)}"
        if self.scenario.repeatable or state == self.before:
            self._run(0)
        settled = self._settled()
        if settled != self.settled:
            yield f"settles to another state than without a kill:\n{difference(self.settled, settled)}"
        yield from self._files_without_row()

    def _state(self) -> State:
        return read_state(self.bind, instants=self.scenario.atomic)

    def _broken_invariants(self) -> list[str]:
        return broken_invariants(self.bind, now=self.scenario.now)

    def _settled(self) -> State:
        left = str(read_state(self.bind))
        if left not in self.settled_by_state:
            self.settled_by_state[left] = settled_state(self.maker, now=self.scenario.now)
        return self.settled_by_state[left]

    def _files_without_row(self) -> Iterator[str]:
        """Files of no row that are still there a day later. Nothing would ever erase them."""
        later = datetime.now(UTC) + timedelta(hours=25)
        # A kill between the note of an upload and its bytes leaves the same rows as one before. So what was settled for
        # these rows says nothing of the files.
        for sweep in (erase_idle_work, forget_doubtful_files, remove_expired_uploads):
            acts.sweep_files(self.maker, sweep, now=later, limit=500)
        with database.reading(self.bind) as db:
            named = set(db.scalars(select(MediaFile.stored_name)))
        for name in {file.name for file in settings().media_folder.iterdir() if file.is_file()} - named:
            yield f"a file without a row: {Path(name).suffix}"
        for left in settings().media_folder.glob("*/*"):
            yield f"left over in {left.parent.name}: {left.name}"

    def _delete_messages(self) -> None:
        for message in settings().broker_folder.glob("messages/*"):
            message.unlink()
