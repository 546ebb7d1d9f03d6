"""`python -m tests.proofs.fuzzing [SCALE]` sends hostile values to every form and every route, as each role."""

import sys
from collections import Counter
from collections.abc import Iterator

from tests.proofs.fuzzing.attacker import ROLES
from tests.proofs.fuzzing.fuzzed_site import fuzzed_site
from tests.proofs.fuzzing.fuzzer import REQUESTS, fuzz
from tests.proofs.output import print_line
from tests.proofs.sites import scaled


def figures(scale: float) -> Iterator[str]:
    """One line for all roles. Raises AssertionError at the first answer that breaks a rule."""
    by_role: dict[str, Counter[str]] = {}
    for role in ROLES:
        with fuzzed_site() as site:
            by_role[role] = fuzz(site, role, scaled(REQUESTS, scale, least=20))
    total = sum(by_role.values(), Counter[str]())
    failed = sum(count for status, count in total.items() if status >= "500")
    roles = ", ".join(f"{role} {sum(statuses.values())}" for role, statuses in by_role.items())
    statuses = ", ".join(f"{status} {count}" for status, count in sorted(total.items()))
    yield f"fuzzed forms and routes: {sum(total.values())} requests ({roles}), 5xx {failed} ({statuses})"


if __name__ == "__main__":
    for line in figures(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0):
        print_line(line)
