"""What every rule needs: do one step, compare it with the model, and check all promises."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from models.tables.module import INVITETOMEDIA, MEDIAPAGE
from tests.proofs.life.counts import Counts
from tests.proofs.life.model import Life
from tests.proofs.life.promises.all_promises import CHECKS
from tests.proofs.life.promises.facts import facts_of_life, facts_of_site
from tests.proofs.life.promises.step import Kind, Step
from tests.proofs.life.world.browser import Browser
from tests.proofs.life.world.kill import Killed
from tests.proofs.life.world.world import World
from tests.vocabulary.maker import NOW

BROWSERS = 3


class MachineBase(RuleBasedStateMachine):
    """`world` and `counts` are set on the class by the run, because Hypothesis makes the instances."""

    world: World
    counts: Counts

    def __init__(self) -> None:
        super().__init__()
        self.counts.examples += 1
        self.world.reset()
        self.life = Life(NOW, {INVITETOMEDIA: True, MEDIAPAGE: True})
        self.browsers = [Browser() for _ in range(BROWSERS)]
        # How many guests have typed a name, so that each name is new.
        self.people = 0
        dump = self.world.dump()
        self.step = Step(self.world, self.life, self.life, dump, dump, {}, {})

    def do_step(
        self,
        kind: Kind,
        in_model: Callable[[], Any],
        in_site: Callable[[], Any],
        cookie: int | None = None,
        *,
        compare: bool = True,
    ) -> bool:
        """Do the same in the model and in the site, and compare the answers. If the step was killed, the site must have
        done all of it or nothing. Returns False if it was killed."""
        before = deepcopy(self.life)
        expected = in_model()
        answered = True
        try:
            answer = in_site()
        except Killed:
            answered = False
            self.counts.kills += 1
        self.note_step(before, kind, cookie)
        if answered:
            assert not compare or answer == expected, f"told {answer!r}, expected {expected!r}"
        elif facts_of_life(self.world, self.life) != self.step.facts:
            self.counts.undone += 1
            self.life = before
            self.note_step(before, Kind.KILLED, cookie)
        return answered

    def note_step(self, life_before: Life, kind: Kind, cookie: int | None = None) -> None:
        """Read the site after a step, for the promises."""
        last = self.step
        self.world.add_new_rows()
        dump = self.world.dump()
        facts = facts_of_site(self.world, self.life, dump)
        # The step that was undone is noted a second time, with the same state before it.
        old = (last.before, last.facts_before) if kind is Kind.KILLED else (last.after, last.facts)
        self.step = Step(self.world, self.life, life_before, old[0], dump, old[1], facts, kind, cookie)

    def count(self, name: str) -> None:
        self.counts.steps += 1
        self.counts.by_rule[name] = self.counts.by_rule.get(name, 0) + 1

    @invariant()
    def every_promise_holds(self) -> None:
        """Called after every rule. A rule that does several steps calls it after each."""
        for name, check in CHECKS.items():
            self.counts.by_promise[name] = self.counts.by_promise.get(name, 0) + 1
            try:
                check(self.step)
            except AssertionError as error:
                raise AssertionError(f"{name}: {error}") from error

    @staticmethod
    def pick(things: Any, which: int) -> int:
        """The place of one of these things. 0 picks the newest: Hypothesis shrinks numbers to 0, and the newest things
        need the fewest steps."""
        return len(things) - 1 - which % len(things)
