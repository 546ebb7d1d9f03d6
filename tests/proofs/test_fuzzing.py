"""The fuzzer at a tenth (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.fuzzing`."""

import os

import pytest

from tests.proofs.fuzzing.attacker import ROLES, cast
from tests.proofs.fuzzing.fuzzed_site import own_site
from tests.proofs.fuzzing.fuzzer import REQUESTS, walk
from tests.web.matrix import MATRIX

SCALE = float(os.environ.get("GUESTLINK_PROOF_SCALE", "0.1"))

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.mark.parametrize("role", ROLES)
def test_nothing_hostile_fails_tells_or_changes_what_is_anothers(role: str) -> None:
    number = max(20, round(REQUESTS * SCALE))
    with own_site() as site:
        answers = walk(site, role, number)
    assert sum(answers.values()) >= number
    assert not [status for status in answers if status >= "500"]


def test_the_forms_of_every_page_are_found() -> None:
    """A fuzzer that finds no forms would find no faults."""
    with own_site() as site:
        assert len(cast(site, "owner").forms) >= 10
        assert len(cast(site, "admin").forms) >= 20
        assert len(cast(site, "guest").forms) >= 1
        assert {method for _endpoint, method in MATRIX} == {"GET", "POST"}
