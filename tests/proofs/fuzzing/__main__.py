"""Every form and every route, as each role, with hostile values: `python -m tests.proofs.fuzzing [SCALE]`."""

import sys
from collections import Counter
from collections.abc import Iterator

from tests.proofs.fuzzing.attacker import ROLES
from tests.proofs.fuzzing.fuzzed_site import own_site
from tests.proofs.fuzzing.fuzzer import REQUESTS, walk
from tests.proofs.output import print_line


def figures(scale: float) -> Iterator[str]:
    """One line for all roles. Raises AssertionError at the first answer that must not be."""
    found: dict[str, Counter[str]] = {}
    for role in ROLES:
        with own_site() as site:
            found[role] = walk(site, role, max(20, round(REQUESTS * scale)))
    total = sum(found.values(), Counter[str]())
    failed = sum(number for status, number in total.items() if status >= "500")
    by_role = ", ".join(f"{role} {sum(answers.values())}" for role, answers in found.items())
    statuses = ", ".join(f"{status} {number}" for status, number in sorted(total.items()))
    yield f"fuzzed forms and routes: {sum(total.values())} requests ({by_role}), 5xx {failed} ({statuses})"


if __name__ == "__main__":
    for line in figures(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0):
        print_line(line)
