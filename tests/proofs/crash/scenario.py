"""One thing that is killed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.setup import Act, Prepare


@dataclass(frozen=True)
class Scenario:
    """`atomic`: one transaction, so after a kill it has happened or not. `repeatable`: doing it again changes nothing
    more; otherwise it is done again only if it has not happened. `at`: None is the real clock, which tasks read."""

    name: str
    prepare: Prepare
    act: Act
    atomic: bool = True
    repeatable: bool = True
    at: datetime | None = SOON
    publishes: bool = False

    @property
    def now(self) -> datetime:
        return self.at or datetime.now(UTC)
