"""The pairs that once went wrong, in every order, and all pairs in a tenth of their orders (GUESTLINK_PROOF_SCALE)."""

import pytest

from tests.proofs.interleaving.__main__ import prove_all, prove_any_two
from tests.proofs.interleaving.all_pairs import PAIRS
from tests.proofs.interleaving.proof import MAX_RANDOM_ORDERS
from tests.proofs.scale import SCALE, seed_of_this_hour

ONCE_WRONG = [
    "admit / turn on",
    "stay / remove_guests",
]
# They would be wrong if removing did not change the row of the session, or if a report locked the visit before it.
WRONG_WITH_A_MUTANT = [
    "report / remove_guests",
    "remove guest / load",
]


@pytest.mark.parametrize(
    "names", [WRONG_WITH_A_MUTANT, pytest.param(ONCE_WRONG, marks=pytest.mark.long)], ids=["mutants", "once wrong"]
)
@pytest.mark.usefixtures("postgresql")
def test_every_order_ends_as_one_transaction_after_the_other(names: list[str]) -> None:
    findings = prove_all([PAIRS[name] for name in names], 1.0)
    assert [each.violations for each in findings] == [[]] * len(names)
    # The two really ran at the same time, and one had to wait.
    assert all(each.orders > 2 for each in findings)
    assert sum(each.waited for each in findings) > 0


@pytest.mark.usefixtures("postgresql")
def test_orders_are_counted_from_the_full_length_of_both_transactions_even_if_the_second_finds_nothing_to_do() -> None:
    [findings] = prove_all([PAIRS["advance / advance"]], 0.001)
    assert findings.violations == []
    assert findings.orders == MAX_RANDOM_ORDERS


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("postgresql")
def test_no_pair_is_violated_in_any_of_the_random_orders() -> None:
    findings = prove_all(list(PAIRS.values()), SCALE)
    assert [violation for each in findings for violation in each.violations] == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("postgresql")
def test_no_caller_is_told_of_a_fault_whatever_two_acts_run_together() -> None:
    findings = prove_any_two(SCALE, seed_of_this_hour())
    assert [violation for each in findings for violation in each.violations] == []
    assert sum(each.waited for each in findings) > 0
