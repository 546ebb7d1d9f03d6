"""Workers: late, twice, in any order, or never."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from models.upkeep.chores import CHORES
from tests.proofs.life.machine.base import Stepping
from tests.proofs.life.machine.strategies import kills, number
from tests.proofs.life.world import workers


class Workers(Stepping):
    @rule(name=st.sampled_from(sorted(CHORES)), kill=kills)
    def run_chore(self, name: str, kill: int | None) -> None:
        self.count(f"{name} runs")
        self._tidy("tidied", lambda: workers.run_chore(self.world, name, kill), {name})

    @precondition(lambda self: self.step.after["workflow"])
    @rule(which=number, times=st.integers(1, 2), kill=kills)
    def deliver(self, which: int, times: int, kill: int | None) -> None:
        """Any workflow that ever was, dispatched or not."""
        self.count("a workflow's message is delivered")
        ids = [row["id"] for row in self.step.after["workflow"].values()]

        def work() -> None:
            for _ in range(times):
                workers.deliver(self.world, ids[self.pick(ids, which)], kill)

        self._tidy("tidied", work, set())

    @rule(order=st.permutations(sorted(CHORES)))
    def settle(self, order: list[str]) -> None:
        """Everything is run until nothing is left, in this order; then twice more, in another."""
        self.count("everything is run")
        before = deepcopy(self.life)
        self.life.now += timedelta(minutes=1)
        self.world.now = self.life.now
        self.see(before, "read")
        self._tidy("settled", lambda: self._run_all(order), set(CHORES))
        for item in self.life.items:
            assert item.deleted or not self.life.disk or item.missing != item.present
        self._tidy("again", lambda: self._run_all(order[::-1]), set(CHORES))

    def _run_all(self, order: list[str]) -> None:
        for _ in range(2):
            for name in order:
                workers.run_chore(self.world, name)
            for key in self.world.dump()["workflow"]:
                workers.deliver(self.world, key[0])

    def _tidy(self, kind: str, work: Callable[[], None], names: set[str]) -> None:
        def foresee() -> None:
            if "erase_guests" in names:
                self.life.erase()

        def do() -> None:
            work()
            self._notice()

        self.act(kind, foresee, do, tell=False)
        self.every_promise_holds()

    def _notice(self) -> None:
        """When a file is looked for is the sweep's own affair; what it then says must be true."""
        rows = self.world.dump()["media_item"]
        for row_id, item in zip(self.world.items, self.life.items, strict=True):
            missing = rows[row_id,]["missing_since"] is not None
            if not item.deleted and missing != item.missing:
                assert self.life.disk, "a missing media folder marks nothing"
                assert missing != item.present
                item.missing = missing
