"""`python -m tests.proofs.faults [SCALE] [NAME …]`: every fault in full, or at a fraction of its count; a table."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.proofs.faults.all_faults import FAULTS, WEBS, WORKERS, strike
from tests.proofs.faults.finding import HEAD, Finding
from tests.proofs.faults.rig import Ground
from tests.proofs.output import print_line


def struck(ground: Ground, name: str, scale: float) -> Finding:
    """A fault whose rig itself fails is a broken promise too: what was waited for never came."""
    try:
        return strike(ground, name, scale)
    except Exception as error:  # noqa: BLE001 (the other faults are struck all the same)
        return Finding(name, scale, broken={f"{type(error).__name__}: {error}".replace("\n", " "): 1})


def main(scale: float, names: Sequence[str] = ()) -> int:
    """Prints a line a fault; 1 when one is broken or late, 2 when a name means none. Sets this process's settings."""
    if unknown := sorted(set(names) - set(FAULTS)):
        print_line(f"No fault is named {', '.join(unknown)}. There are: {', '.join(FAULTS)}.")
        return 2
    print_line(HEAD)
    holds = True
    with tempfile.TemporaryDirectory() as folder, Ground(Path(folder), webs=WEBS, workers=WORKERS, beats=3) as ground:
        for name in names or FAULTS:
            finding = struck(ground, name, scale)
            holds &= finding.holds and not finding.is_late
            print_line(finding.line())
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0, sys.argv[2:]))
