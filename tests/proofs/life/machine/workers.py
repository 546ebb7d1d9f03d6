"""What workers do: late, twice, in any order, or never."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.proofs.life.machine.base import MachineBase
from tests.proofs.life.machine.strategies import kills, number
from tests.proofs.life.promises.step import Kind
from tests.proofs.life.world import workers


class Workers(MachineBase):
    @rule(name=st.sampled_from(sorted(MAINTENANCE_TASKS)), kill=kills)
    def run_task(self, name: str, kill: int | None) -> None:
        self.count(f"{name} runs")
        self._maintain(Kind.MAINTENANCE, lambda: workers.run_task(self.world, name, kill), {name})

    @precondition(lambda self: self.step.after["workflow"])
    @rule(which=number, times=st.integers(1, 2), kill=kills)
    def deliver(self, which: int, times: int, kill: int | None) -> None:
        """The message of any workflow, whether it was dispatched or not, and whether it is done or not."""
        self.count("a workflow's message is delivered")
        ids = [row["id"] for row in self.step.after["workflow"].values()]

        def work() -> None:
            for _ in range(times):
                workers.deliver(self.world, ids[self.pick(ids, which)], kill)

        self._maintain(Kind.MAINTENANCE, work, set())

    @rule(order=st.permutations(sorted(MAINTENANCE_TASKS)))
    def settle(self, order: list[str]) -> None:
        """Run everything in this order until nothing is left to do, then again in the reverse order."""
        self.count("everything is run")
        before = deepcopy(self.life)
        self.life.now += timedelta(minutes=1)
        self.world.now = self.life.now
        self.note_step(before, Kind.READ)
        self._maintain(Kind.SETTLED, lambda: self._run_all(order), set(MAINTENANCE_TASKS))
        for item in self.life.items:
            assert item.deleted or not self.life.disk or item.missing != item.present
        self._maintain(Kind.SETTLED_AGAIN, lambda: self._run_all(order[::-1]), set(MAINTENANCE_TASKS))

    def _run_all(self, order: list[str]) -> None:
        for _ in range(2):
            for name in order:
                workers.run_task(self.world, name)
            for key in self.world.dump()["workflow"]:
                workers.deliver(self.world, key[0])

    def _maintain(self, kind: Kind, work: Callable[[], None], tasks: set[str]) -> None:
        def in_model() -> None:
            if "erase_guests" in tasks:
                self.life.erase()

        def in_site() -> None:
            work()
            self._copy_missing_marks()

        self.do_step(kind, in_model, in_site, compare=False)
        self.every_promise_holds()

    def _copy_missing_marks(self) -> None:
        """The model does not know when a task looks for a file. So it copies the site's mark, which must be true."""
        rows = self.world.dump()["media_item"]
        for row_id, item in zip(self.world.items, self.life.items, strict=True):
            missing = rows[row_id,]["missing_since"] is not None
            if not item.deleted and missing != item.missing:
                assert self.life.disk, "a missing media folder marks nothing"
                assert missing != item.present
                item.missing = missing
