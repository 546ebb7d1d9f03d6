"""`python -m tests.proofs.admission [SCALE]` runs the proofs of admission and prints their table."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tests.proofs.admission.proofs import Finding, by_name, waiting_messages
from tests.proofs.output import print_line
from tests.proofs.scale import scale_of_command
from tests.proofs.sites import DATABASES, data_folder, site


def timed(prove: Callable[[], Finding]) -> Finding:
    began = time.monotonic()
    finding = prove()
    return replace(finding, seconds=time.monotonic() - began)


def main(scale: float) -> int:
    """Prints a line for each proof. Returns 1 if one fails."""
    print_line("| database | what | found | | |\n|---|---|---|---|---|")
    with data_folder():
        return prove_all(scale)


def prove_all(scale: float) -> int:
    all_hold = True
    for database in DATABASES:
        with site(database) as maker:
            for prove in by_name().values():
                all_hold &= show(database, timed(partial(prove, maker, scale)))
    all_hold &= show("filesystem", timed(partial(waiting_messages, scale)))
    return 0 if all_hold else 1


def show(where: str, finding: Finding) -> bool:
    verdict = "holds" if finding.holds else "FAILS"
    print_line(f"| {where:10} | {finding.what} | {finding.found} | {verdict} | {finding.seconds:.1f} s |")
    return finding.holds


if __name__ == "__main__":
    sys.exit(main(scale_of_command()))
