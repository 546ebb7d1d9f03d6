"""The orders in which the statements of two transactions are run: all, some, or one transaction after the other."""

import random
from collections.abc import Callable, Iterator

from tests.proofs.interleaving.stepper import Choose, Run

Perform = Callable[[Choose], Run]


def all_orders(perform: Perform) -> Iterator[Run]:
    """Each choice that was open in one run is made the other way in a later run, until none is left."""
    prefix: list[int] | None = []
    while prefix is not None:
        run = perform(_begin_with(prefix))
        yield run
        prefix = _next_prefix(run.choices)


def _begin_with(prefix: list[int]) -> Choose:
    return lambda step, ready: prefix[step] if step < len(prefix) else ready[0]


def _next_prefix(choices: list[tuple[int, bool]]) -> list[int] | None:
    picks = [who for who, _ in choices]
    for step in reversed(range(len(choices))):
        if choices[step] == (0, True):
            return [*picks[:step], 1]
    return None


def some_orders(perform: Perform, count: int, seed: int) -> Iterator[Run]:
    """So many random orders. The same seed gives the same orders."""
    generator = random.Random(seed)
    for _ in range(count):
        yield perform(lambda _, ready: generator.choice(ready))


def one_after_the_other(perform: Perform, first: int) -> Run:
    return perform(lambda _, ready: first if first in ready else ready[0])


def repeat(perform: Perform, run: Run) -> Run:
    """The same order again."""
    return perform(_begin_with([who for who, _ in run.choices]))
