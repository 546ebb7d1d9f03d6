"""`python -m tests.proofs.tree` measures what `guestlink up` costs a machine, and what slow clients do to it."""

import os
import sys
import tempfile
from pathlib import Path

from tests.proofs.output import print_line
from tests.proofs.tree.costs import figures


def main(_scale: float = 1.0) -> int:
    """Prints a line for each figure. Returns 0, because it only measures, and always all."""
    with tempfile.TemporaryDirectory() as folder:
        for line in figures(Path(folder)):
            print_line(f"- {line}")
    return 0


if __name__ == "__main__":
    print_line(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    sys.exit(main())
