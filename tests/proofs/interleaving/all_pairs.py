"""All pairs, by name."""

from tests.proofs.interleaving.admissions import admissions
from tests.proofs.interleaving.changes import CHANGES
from tests.proofs.interleaving.guests import GUESTS
from tests.proofs.interleaving.many import MANY
from tests.proofs.interleaving.owners import OWNERS
from tests.proofs.interleaving.people import PEOPLE
from tests.proofs.interleaving.preparing import PREPARING
from tests.proofs.interleaving.workers import WORKERS

PAIRS = {
    pair.name: pair
    for pair in (
        *admissions(held_open=False),
        *admissions(held_open=True),
        *OWNERS,
        *CHANGES,
        *MANY,
        *PEOPLE,
        *GUESTS,
        *WORKERS,
        *PREPARING,
    )
}
