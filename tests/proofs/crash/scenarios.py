"""All that is killed, by name."""

from pathlib import Path

from models.recordings.inspected import Inspected
from tests.proofs.crash.guests import GUESTS
from tests.proofs.crash.owners import PEOPLE, owners
from tests.proofs.crash.scenario import Scenario
from tests.proofs.crash.workers import workers


def scenarios(clip: Path, inspected: Inspected) -> dict[str, Scenario]:
    everything = (*GUESTS, *owners(clip, inspected), *PEOPLE, *workers(clip, inspected))
    return {each.name: each for each in everything}
