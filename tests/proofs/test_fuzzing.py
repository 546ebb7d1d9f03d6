"""The fuzzer at a tenth (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.fuzzing`."""

import pytest

from tests.proofs.fuzzing.attacker import ROLES, make_attacker
from tests.proofs.fuzzing.fuzzed_site import fuzzed_site
from tests.proofs.fuzzing.fuzzer import REQUESTS, fuzz
from tests.proofs.scale import SCALE, scaled
from tests.web.matrix import MATRIX

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.mark.parametrize("role", ROLES)
def test_no_hostile_request_fails_or_tells_a_secret_or_changes_what_belongs_to_others(role: str) -> None:
    count = scaled(REQUESTS, SCALE, least=20)
    with fuzzed_site() as site:
        # It fails at the first answer that breaks a rule.
        statuses = fuzz(site, role, count)
    assert sum(statuses.values()) == count


def test_the_fuzzer_finds_pages_with_forms_as_each_role_and_sends_each_method_of_the_routes() -> None:
    """A fuzzer that finds no forms would find no faults."""
    with fuzzed_site() as site:
        assert len(make_attacker(site, "owner").pages) >= 10
        assert len(make_attacker(site, "admin").pages) >= 20
        assert len(make_attacker(site, "guest").pages) >= 1
        assert {method for _endpoint, method in MATRIX} == {"GET", "POST", "PATCH", "DELETE"}
