"""`python -m tests.proofs.faults [SCALE] [NAME …]` makes every fault, or these, and prints a table.

Each fault breaks a part of the production topology while people use it. They remember what they were told, and after
the fault it must be true.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.proofs.faults.all_faults import BEATS, FAULTS, WEBS, WORKERS, make_fault
from tests.proofs.faults.finding import TABLE_HEAD, Finding
from tests.proofs.faults.rig import Rig
from tests.proofs.output import print_line
from tests.proofs.scale import scale_of_command


def try_fault(rig: Rig, name: str, scale: float) -> Finding:
    """Something may be waited for in vain, which raises. That is a broken promise too."""
    try:
        return make_fault(rig, name, scale)
    except Exception as error:  # noqa: BLE001 (the other faults are still made)
        return Finding(name, scale, broken={f"{type(error).__name__}: {error}".replace("\n", " "): 1})


def main(scale: float, names: Sequence[str] = ()) -> int:
    """Prints a line for each fault. Returns 1 if a promise was broken or kept late, 2 if a name is unknown."""
    if unknown := sorted(set(names) - set(FAULTS)):
        print_line(f"No fault is named {', '.join(unknown)}. There are: {', '.join(FAULTS)}.")
        return 2
    print_line(TABLE_HEAD)
    holds = True
    with tempfile.TemporaryDirectory() as folder, Rig(Path(folder), webs=WEBS, workers=WORKERS, beats=BEATS) as rig:
        for name in names or FAULTS:
            finding = try_fault(rig, name, scale)
            holds &= finding.holds and not finding.is_late
            print_line(finding.row())
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(scale_of_command(), sys.argv[2:]))
