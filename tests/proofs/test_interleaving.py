"""The pairs whose orders once went wrong, in every order; all pairs at a tenth (GUESTLINK_PROOF_SCALE)."""

import os
from pathlib import Path

import pytest

from tests.proofs.interleaving.__main__ import prove_all
from tests.proofs.interleaving.all_pairs import PAIRS
from tests.proofs.interleaving.proof import MOST_DRAWN

SCALE = float(os.environ.get("GUESTLINK_PROOF_SCALE", "0.1"))
ONCE_WRONG = [
    "admit / switch on",
    "stay / remove_guests",
]


@pytest.mark.usefixtures("postgresql")
def test_in_every_order_the_two_end_as_one_after_the_other(environment: Path) -> None:
    findings = prove_all([PAIRS[name] for name in ONCE_WRONG], 1.0)
    assert [each.violations for each in findings] == [[]] * len(ONCE_WRONG)
    # They really came between each other, and somebody had to wait.
    assert all(each.orders > 2 for each in findings)
    assert sum(each.blocked for each in findings) > 0


@pytest.mark.usefixtures("postgresql")
def test_orders_are_drawn_of_both_transactions_whole_though_the_second_finds_nothing_left_to_do(
    environment: Path,
) -> None:
    [finding] = prove_all([PAIRS["advance / advance"]], 0.001)
    assert finding.violations == []
    assert finding.orders == MOST_DRAWN


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("postgresql")
def test_no_pair_is_violated_in_any_order_that_was_drawn(environment: Path) -> None:
    findings = prove_all(list(PAIRS.values()), SCALE)
    assert [violation for each in findings for violation in each.violations] == []
