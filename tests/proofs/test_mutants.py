"""A tenth of the mutants, another one every hour (GUESTLINK_PROOF_SEED says which); all of them by
`python -m tests.proofs.mutants`."""

import os

import pytest

from tests.proofs.mutants import hunting
from tests.proofs.mutants.every import MUTANTS
from tests.proofs.mutants.mutant import Mutant

SCALE = float(os.environ.get("GUESTLINK_PROOF_SCALE", "0.1"))
SEED = hunting.seed_of_today()


@pytest.mark.long
@pytest.mark.timeout(hunting.PATIENCE)
@pytest.mark.parametrize("mutant", hunting.chosen(SCALE, SEED), ids=lambda mutant: f"{SEED}: {mutant.name}")
def test_the_mutant_is_caught_by_tests_that_pass_without_it(mutant: Mutant) -> None:
    alone = hunting.control([mutant])
    assert alone.code == 0, alone.said
    run = hunting.hunted(mutant)
    assert run.caught, run.said


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_no_mutant_has_rotted(mutant: Mutant) -> None:
    for edit in mutant.edits:
        edit.check(hunting.ROOT)


def test_every_seed_chooses_two_at_least_and_full_scale_all_of_them() -> None:
    chosen = [tuple(hunting.chosen(0.01, seed)) for seed in range(20)]
    assert {len(each) for each in chosen} == {2}
    assert len(set(chosen)) > 10
    assert hunting.chosen(1.0, 0) == list(MUTANTS)
