"""A tenth of the mutants (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.mutants`.

Each hour chooses other ones, unless GUESTLINK_PROOF_SEED is set.
"""

import pytest

from tests.proofs.mutants import running
from tests.proofs.mutants.all_mutants import MUTANTS
from tests.proofs.mutants.mutant import Mutant
from tests.proofs.scale import SCALE, chosen, seed_of_this_hour

SEED = seed_of_this_hour()
CHOSEN = chosen(MUTANTS, SCALE, SEED)


@pytest.mark.long
@pytest.mark.timeout(running.PYTEST_SECONDS)
def test_without_a_mutant_the_tests_pass() -> None:
    """Tests that fail without one would catch nothing."""
    control = running.run_control(CHOSEN)
    assert control.code == 0, control.output


@pytest.mark.long
@pytest.mark.timeout(running.PYTEST_SECONDS)
@pytest.mark.parametrize("mutant", CHOSEN, ids=lambda mutant: f"{SEED}: {mutant.name}")
def test_the_mutant_is_caught_by_its_tests(mutant: Mutant) -> None:
    run = running.run_mutant(mutant)
    assert run.caught, run.output


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_source_has_the_text_that_a_mutant_replaces_exactly_once(mutant: Mutant) -> None:
    for edit in mutant.edits:
        edit.check(running.ROOT)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_tests_of_a_mutant_exist(mutant: Mutant) -> None:
    for test in mutant.tests:
        file, _, name = test.partition("::")
        source = (running.ROOT / file).read_text()
        assert not name or f"def {name}(" in source, test


def test_every_seed_chooses_at_least_two_and_full_scale_all_of_them() -> None:
    choices = [tuple(chosen(MUTANTS, 0.01, seed)) for seed in range(20)]
    assert {len(each) for each in choices} == {2}
    assert len(set(choices)) > 10
    assert chosen(MUTANTS, 1.0, 0) == list(MUTANTS)
