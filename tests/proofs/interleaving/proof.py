"""The proof for one pair. Every order ends as if the two transactions had run one after the other, and no invariant is
broken."""

import math
from dataclasses import dataclass, field
from pathlib import Path

from tests.proofs.interleaving.orders import all_orders, one_after_the_other, repeat, some_orders
from tests.proofs.interleaving.pair import Answers, Pair
from tests.proofs.interleaving.stepper import Choose, Run, Stepper
from tests.proofs.transactions.invariants import broken_invariants
from tests.proofs.transactions.setup import Setup
from tests.proofs.transactions.snapshot import Snapshot
from tests.proofs.transactions.state import State, difference, read_state, settled_state
from tests.vocabulary.maker import Maker

# Below full scale, no more orders of a pair are run than this.
MAX_RANDOM_ORDERS = 45
# At full scale all orders are run. Two long transactions have millions of them; then so many are chosen at random.
MOST_ORDERS, CHOSEN_ORDERS = 3000, 500


@dataclass
class Findings:
    """`waited`: in how many of the orders one transaction waited for a lock. `answers`: all that callers were told."""

    orders: int = 0
    # How many there are if not all were run.
    possible: int | None = None
    waited: int = 0
    answers: set[Answers] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)


class Proof:
    """One pair on one site."""

    def __init__(self, pair: Pair, maker: Maker, stepper: Stepper, folder: Path) -> None:
        self.pair, self.maker, self.stepper = pair, maker, stepper
        self.setup: Setup = pair.prepare(maker)
        self.snapshot = Snapshot(maker.bind, folder)
        # Each different result of an order is judged once.
        self.judged: dict[object, list[str]] = {}
        self.findings = Findings()
        # How the pair ends if one runs after the other, for both orders.
        self.expected: list[tuple[Answers, State]] = []
        self.lengths = [0, 0]
        for first in (0, 1):
            run = one_after_the_other(self._perform, first)
            # The one that comes second may find nothing to do. It shows its whole length when it comes first.
            lengths = [sum(step[0] == who for step in run.steps) for who in "AB"]
            self.lengths = [max(each) for each in zip(self.lengths, lengths, strict=True)]
            self.expected.append((run.outcomes, self._settle()))

    def _perform(self, choose: Choose) -> Run:
        self.snapshot.restore()
        first, second = self.pair.first, self.pair.second
        return self.stepper.run((lambda bind: first(bind, self.setup), lambda bind: second(bind, self.setup)), choose)

    def prove(self, scale: float) -> Findings:
        orders = all_orders(self._perform)
        total = math.comb(sum(self.lengths), self.lengths[0])
        if scale < 1 or total > MOST_ORDERS:
            most = MAX_RANDOM_ORDERS if scale < 1 else CHOSEN_ORDERS
            count = min(most, max(4, round(total * scale)))
            orders, self.findings.possible = some_orders(self._perform, count, seed=total), total
        for run in orders:
            self.findings.orders += 1
            self.findings.waited += run.waited
            self.findings.answers.add(run.outcomes)
            violations = [f"{what}; told {run.outcomes}; {' | '.join(run.steps)}" for what in self._judge(run)]
            self.findings.violations += violations
        return self.findings

    def _judge(self, run: Run) -> list[str]:
        result = (run.outcomes, tuple(read_state(self.maker.bind).items()))
        if result not in self.judged:
            self.judged[result] = self._violations(run)
        return self.judged[result]

    def _violations(self, run: Run) -> list[str]:
        violations = broken_invariants(self.maker.bind, now=self.pair.now)
        if run.outcomes not in self.pair.allowed:
            violations.append("answers that are not allowed")
        if not self.pair.holds(self.setup, run.outcomes, self.pair.now):
            violations.append(self.pair.holds.__doc__ or "does not hold")
        return violations + self._unexpected_end(run)

    def _unexpected_end(self, run: Run) -> list[str]:
        # `holds` may have changed rows, so the order is run once more.
        repeated = repeat(self._perform, run)
        end = self._settle()
        if (repeated.outcomes, end) in self.expected:
            return []
        nearest = min((difference(expected, end) for _, expected in self.expected), key=len)
        return [f"does not end as one after the other:\n{nearest}"]

    def _settle(self) -> State:
        return settled_state(self.maker, now=self.pair.now)
