"""`python -m tests.proofs.tree` measures what `guestlink up` costs a machine, and what slow clients do to it."""

import os
import tempfile
from pathlib import Path

from tests.proofs.output import print_line
from tests.proofs.tree.costs import figures

if __name__ == "__main__":
    print_line(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as temporary:
        for line in figures(Path(temporary)):
            print_line(line)
