"""What is proved of a pair: in every order it ends as the two one after the other do, and no invariant is broken."""

import math
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from models.tables.workflow import LEASE
from tests.proofs.interleaving.orders import all_orders, once_more, one_after_the_other, some_orders
from tests.proofs.interleaving.pair import Pair
from tests.proofs.interleaving.stepper import Choose, Run, Stage
from tests.proofs.transactions.invariants import broken
from tests.proofs.transactions.setup import Scene
from tests.proofs.transactions.snapshot import Ground
from tests.proofs.transactions.state import State, difference, state
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker

# Of two workflows or sweeps at one thing either may do it, and is credited with it.
CREDITED = frozenset(("workflow_step.rows", "maintenance_run.rows_done"))
# Below full scale so many of a pair's orders are drawn at most.
MOST_DRAWN = 60


@dataclass
class Findings:
    """What came of a pair: in how many orders, in how many somebody waited for a lock, and what was wrong."""

    orders: int = 0
    blocked: int = 0
    told: set[tuple[str, str]] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)


class Proof:
    """One pair on one site. Its oracle: the two one after the other, either way round."""

    def __init__(self, pair: Pair, maker: Maker, stage: Stage, folder: Path) -> None:
        self.pair, self.maker, self.stage = pair, maker, stage
        self.scene: Scene = pair.prepare(maker)
        self.ground = Ground(maker.bind, folder)
        self.judged: dict[object, list[str]] = {}
        self.findings = Findings()
        self.ends: list[tuple[tuple[str, str], State]] = []
        self.steps = [0, 0]
        for first in (0, 1):
            run = one_after_the_other(self._perform, first)
            # Whoever comes second may find nothing left to do: how long a transaction is, it shows when it is first.
            made = [sum(step[0] == who for step in run.steps) for who in "AB"]
            self.steps = [max(each) for each in zip(self.steps, made, strict=True)]
            self.ends.append((run.outcomes, self._end()))

    def _perform(self, choose: Choose) -> Run:
        self.ground.restore()
        one, other = self.pair.one, self.pair.other
        return self.stage.run((lambda bind: one(bind, self.scene), lambda bind: other(bind, self.scene)), choose)

    def prove(self, scale: float) -> Findings:
        orders = all_orders(self._perform)
        if scale < 1:
            most = math.comb(sum(self.steps), self.steps[0])
            orders = some_orders(self._perform, min(MOST_DRAWN, max(4, round(most * scale))), seed=most)
        for run in orders:
            self.findings.orders += 1
            self.findings.blocked += run.blocked
            self.findings.told.add(run.outcomes)
            found = self._judge(run)
            self.findings.violations += [f"{what}; told {run.outcomes}; {' | '.join(run.steps)}" for what in found]
        return self.findings

    def _judge(self, run: Run) -> list[str]:
        """What an order left behind is judged once for each that is different."""
        known = (run.outcomes, tuple(state(self.maker.bind).items()))
        if known not in self.judged:
            self.judged[known] = self._wrong(run)
        return self.judged[known]

    def _wrong(self, run: Run) -> list[str]:
        wrong = broken(self.maker.bind, now=self.pair.now)
        if run.outcomes not in self.pair.told:
            wrong.append("told what may not be told")
        if not self.pair.holds(self.scene, run.outcomes, self.pair.now):
            wrong.append(self.pair.holds.__doc__ or "does not hold")
        # What `holds` has done is of no account: the end is judged from the very same rows.
        return wrong + self._no_such_end(run)

    def _no_such_end(self, run: Run) -> list[str]:
        replayed = once_more(self._perform, run)
        end = self._end()
        if (replayed.outcomes, end) in self.ends:
            return []
        nearest = min((difference(known, end) for _, known in self.ends), key=len)
        return [f"ends as neither of the two orders one after the other does:\n{nearest}"]

    def _end(self) -> State:
        """What stands when the sweeps and workflows have come to rest: all visits silent, and nothing waits."""
        for later in (timedelta(0), LEASE, timedelta(minutes=6), timedelta(minutes=7)):
            acts.sweep(self.maker, now=self.pair.now + later)
        return state(self.maker.bind, instants=False, but=CREDITED)
