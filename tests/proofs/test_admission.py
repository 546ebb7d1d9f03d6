"""The proofs of admission at a tenth (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.admission`."""

import pytest

from tests.proofs.admission import proofs
from tests.proofs.scale import SCALE
from tests.vocabulary.maker import Maker

NAMES = ["limit-1", "limit-2", "limit-10", "limit-97", "repeats", "three-links", "off", "playing-on"]

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


@pytest.mark.parametrize("name", NAMES)
def test_the_proof_holds(maker: Maker, name: str) -> None:
    proof_by_name = proofs.by_name()
    assert list(proof_by_name) == NAMES
    finding = proof_by_name[name](maker, SCALE)
    assert finding.holds, finding


def test_at_most_one_message_of_a_queue_waits_however_long_no_worker_runs() -> None:
    finding = proofs.waiting_messages(SCALE)
    assert finding.holds, finding
