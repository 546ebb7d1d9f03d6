"""One step of a life: the site before it and after it. Promises are checked on it."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from tests.proofs.life.model import Life
from tests.proofs.life.promises.facts import Dump, Facts
from tests.proofs.life.world.world import World


class Kind(Enum):
    # Anything may change that the model says.
    CHANGE = auto()
    # Nothing may change.
    READ = auto()
    LOAD = auto()
    REFUSED_LOAD = auto()
    MAINTENANCE = auto()
    # All maintenance has run until nothing was left to do.
    SETTLED = auto()
    # The same once more.
    SETTLED_AGAIN = auto()
    KILLED = auto()


@dataclass
class Step:
    """`life`: the model. `before` and `after`: all rows. `facts`: what people could notice of the site. `cookie`: the
    form whose session cookie was sent."""

    world: World
    life: Life
    life_before: Life
    before: Dump
    after: Dump
    facts_before: Facts
    facts: Facts
    kind: Kind = Kind.CHANGE
    cookie: int | None = None

    def new(self, table: str) -> list[dict[str, Any]]:
        return [row for key, row in self.after[table].items() if key not in self.before[table]]

    def changed(self) -> dict[str, set[str]]:
        """The tables that have changed, and the columns in which rows that were there before have changed."""
        changed: dict[str, set[str]] = {}
        for table, rows in self.after.items():
            old = self.before[table]
            if rows != old:
                pairs = [(old[key], rows[key]) for key in rows if key in old]
                changed[table] = {name for was, row in pairs for name in row if was[name] != row[name]}
        return changed
