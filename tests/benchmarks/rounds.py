"""Rounds: what is compared takes turns, so that whatever else the machine does is in all of it."""

import math
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """What one contestant did in one round. `wrong`: what does not agree with the database; empty if all does."""

    values: dict[str, float]
    wrong: str = ""


Measure = Callable[[], Sample]


@dataclass(frozen=True)
class Series:
    """The value of one contestant in each round."""

    values: list[float]
    wrong: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def __truediv__(self, other: "Series") -> "Series":
        """Round by round. So a slow minute of the machine, which is in both, is in no ratio."""
        return Series([mine / theirs for mine, theirs in zip(self.values, other.values, strict=True)])


def take_turns(contestants: Mapping[str, Measure], rounds: int) -> dict[str, list[Sample]]:
    """Every contestant in every round. Each round begins with another one, as the first may find the machine cooler."""
    samples: dict[str, list[Sample]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            samples[name].append(contestants[name]())
    return samples


def series(samples: list[Sample], value: str) -> Series:
    wrong = [sample.wrong for sample in samples if sample.wrong]
    return Series([sample.values[value] for sample in samples], wrong)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that is not less than this share of them. 0.99 is the 99th percentile."""
    assert values, "nothing was measured"
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * share) - 1]
