"""`python -m tests.proofs.fuzzing [SCALE]` sends hostile values to every form and every route, as each role."""

import sys
from collections import Counter

from tests.proofs.fuzzing.attacker import ROLES
from tests.proofs.fuzzing.fuzzed_site import fuzzed_site
from tests.proofs.fuzzing.fuzzer import REQUESTS, fuzz
from tests.proofs.output import print_line
from tests.proofs.scale import scale_of_command, scaled


def main(scale: float) -> int:
    """Prints one line for all roles. Raises AssertionError at the first answer that breaks a rule, such as a 5xx."""
    by_role: dict[str, Counter[str]] = {}
    for role in ROLES:
        with fuzzed_site() as site:
            by_role[role] = fuzz(site, role, scaled(REQUESTS, scale, least=20))
    total = sum(by_role.values(), Counter[str]())
    roles = ", ".join(f"{role} {sum(statuses.values())}" for role, statuses in by_role.items())
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(total.items()))
    print_line(f"- fuzzed forms and routes: {sum(total.values())} requests ({roles}); answers {statuses}")
    return 0


if __name__ == "__main__":
    sys.exit(main(scale_of_command()))
