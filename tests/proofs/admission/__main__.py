"""The proofs of admission at full scale: `python -m tests.proofs.admission [SCALE]` prints the table."""

import sys
import time
from collections.abc import Callable
from functools import partial

from tests.proofs.admission.proofs import Finding, by_name, waiting_messages
from tests.proofs.output import print_line
from tests.proofs.sites import DATABASES, data_folder, site


def measured(prove: Callable[[], Finding]) -> Finding:
    began = time.monotonic()
    finding = prove()
    return Finding(finding.what, finding.found, finding.holds, time.monotonic() - began)


def main(scale: float) -> int:
    """Prints a line a proof; 1 when one of them fails. Sets this process's settings."""
    print_line("| database | what | found | | |\n|---|---|---|---|---|")
    with data_folder():
        return prove_all(scale)


def prove_all(scale: float) -> int:
    findings = []
    for database in DATABASES:
        with site(database) as maker:
            for prove in by_name().values():
                findings.append((database, measured(partial(prove, maker, scale))))
                show(*findings[-1])
    findings.append(("filesystem", measured(lambda: waiting_messages(scale))))
    show(*findings[-1])
    return 0 if all(finding.holds for _, finding in findings) else 1


def show(where: str, finding: Finding) -> None:
    verdict = "holds" if finding.holds else "FAILS"
    print_line(f"| {where:10} | {finding.what} | {finding.found} | {verdict} | {finding.seconds:.1f} s |")


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
