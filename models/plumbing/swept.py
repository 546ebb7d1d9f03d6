"""What one bounded run of a maintenance use-case did."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Swept:
    """`ids`: the rows done in this run. `backlog`: how many are still due after it."""

    ids: list[int]
    backlog: int
