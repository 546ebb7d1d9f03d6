"""The orders in which two transactions are taken: every one, some, or one after the other."""

import random
from collections.abc import Callable, Iterator

from tests.proofs.interleaving.stepper import Choose, Run

Perform = Callable[[Choose], Run]


def all_orders(perform: Perform) -> Iterator[Run]:
    """Every order-preserving merge of the two, as they come about: a choice that was open is taken both ways."""
    prefix: list[int] | None = []
    while prefix is not None:
        run = perform(_beginning_with(prefix))
        yield run
        prefix = _next(run.choices)


def _beginning_with(prefix: list[int]) -> Choose:
    return lambda step, ready: prefix[step] if step < len(prefix) else ready[0]


def _next(choices: list[tuple[int, bool]]) -> list[int] | None:
    picks = [who for who, _ in choices]
    for step in reversed(range(len(choices))):
        if choices[step] == (0, True):
            return [*picks[:step], 1]
    return None


def some_orders(perform: Perform, count: int, seed: int) -> Iterator[Run]:
    """So many orders drawn by chance, the same ones each time."""
    chance = random.Random(seed)
    for _ in range(count):
        yield perform(lambda _, ready: chance.choice(ready))


def one_after_the_other(perform: Perform, first: int) -> Run:
    return perform(lambda _, ready: first if first in ready else ready[0])


def once_more(perform: Perform, run: Run) -> Run:
    """The same order again."""
    picks = [who for who, _ in run.choices]
    return perform(lambda step, ready: picks[step] if step < len(picks) else ready[0])
