"""One step of a life: a deed, what the model foresaw of it, and every promise after it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from models.tables.module import INVITETOMEDIA, MEDIAPAGE
from tests.proofs.life.counts import Counted
from tests.proofs.life.model import Life
from tests.proofs.life.promises.all_promises import CHECKS
from tests.proofs.life.promises.facts import facts_of_life, facts_of_site
from tests.proofs.life.promises.step import Step
from tests.proofs.life.world.browser import Browser
from tests.proofs.life.world.kill import Killed
from tests.proofs.life.world.world import World
from tests.vocabulary.maker import NOW

BROWSERS = 3


class Stepping(RuleBasedStateMachine):
    """What every rule does around its deed. `world` and `counted` belong to the run, which sets them on the class."""

    world: World
    counted: Counted

    def __init__(self) -> None:
        super().__init__()
        self.counted.examples += 1
        self.world.begin_anew()
        self.life = Life(NOW, {INVITETOMEDIA: True, MEDIAPAGE: True})
        self.browsers = [Browser() for _ in range(BROWSERS)]
        self.people = 0
        dump = self.world.dump()
        self.step = Step(self.world, self.life, self.life, dump, dump, {}, {})

    # One step.

    def act(
        self, kind: str, foresee: Callable[[], Any], do: Callable[[], Any], cookie: int | None = None, tell: bool = True
    ) -> bool:
        """Do it, and compare what was told. After a kill it was done as a whole or not at all. Whether it was told."""
        before = deepcopy(self.life)
        expected = foresee()
        told = True
        try:
            found = do()
        except Killed:
            told = False
            self.counted.kills += 1
        self.see(before, kind, cookie)
        if told:
            assert not tell or found == expected, f"told {found!r}, expected {expected!r}"
        elif facts_of_life(self.world, self.life) != self.step.facts:
            self.counted.undone += 1
            self.life = before
            self.see(before, "killed", cookie)
        return told

    def see(self, life_before: Life, kind: str, cookie: int | None = None) -> None:
        last = self.step
        again = kind == "killed"
        self.world.meet()
        dump = self.world.dump()
        facts = facts_of_site(self.world, self.life, dump)
        old = (last.before, last.facts_before) if again else (last.after, last.facts)
        self.step = Step(self.world, self.life, life_before, old[0], dump, old[1], facts, kind, cookie)

    def count(self, name: str) -> None:
        self.counted.steps += 1
        self.counted.by_rule[name] = self.counted.by_rule.get(name, 0) + 1

    @invariant()
    def every_promise_holds(self) -> None:
        """After every rule; a rule that is made of others calls it between them."""
        for name, check in CHECKS.items():
            self.counted.by_promise[name] = self.counted.by_promise.get(name, 0) + 1
            try:
                check(self.step)
            except AssertionError as error:
                raise AssertionError(f"{name}: {error}") from error

    @staticmethod
    def pick(things: Any, which: int) -> int:
        """Newer ones first, so that small numbers tell the shortest story."""
        return len(things) - 1 - which % len(things)
