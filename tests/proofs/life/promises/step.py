"""One step of a life: what there was before it and after it, for the promises to judge."""

from dataclasses import dataclass
from typing import Any

from tests.proofs.life.model import Life
from tests.proofs.life.promises.facts import Dump, Facts
from tests.proofs.life.world.world import World


@dataclass
class Step:
    """Before and after. `kind`: a read, a load, a refused one, tidying, the same again, settled; or anything else."""

    world: World
    life: Life
    life_before: Life
    before: Dump
    after: Dump
    facts_before: Facts
    facts: Facts
    kind: str = ""
    cookie: int | None = None

    def new(self, table: str) -> list[dict[str, Any]]:
        return [row for key, row in self.after[table].items() if key not in self.before[table]]

    def changed(self) -> dict[str, set[str]]:
        """The tables in which anything is another, and in which columns of rows that stood before."""
        found: dict[str, set[str]] = {}
        for table, rows in self.after.items():
            old = self.before[table]
            if rows != old:
                both = [(old[key], rows[key]) for key in rows if key in old]
                found[table] = {name for was, row in both for name in row if was[name] != row[name]}
        return found
