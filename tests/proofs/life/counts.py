"""How much was done and checked, for the tables."""

from dataclasses import dataclass, field


@dataclass
class Counts:
    """`undone`: how many kills left nothing of the step. `by_promise`: how often each promise was checked."""

    examples: int = 0
    steps: int = 0
    kills: int = 0
    undone: int = 0
    by_rule: dict[str, int] = field(default_factory=dict)
    by_promise: dict[str, int] = field(default_factory=dict)
