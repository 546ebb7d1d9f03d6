"""How much was lived and checked, for the table."""

from dataclasses import dataclass, field


@dataclass
class Counted:
    examples: int = 0
    steps: int = 0
    kills: int = 0
    undone: int = 0
    by_rule: dict[str, int] = field(default_factory=dict)
    by_promise: dict[str, int] = field(default_factory=dict)
