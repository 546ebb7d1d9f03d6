"""`python -m tests.proofs [SCALE] [SECTION …]` writes the figures of each section into `docs/figures/`.

The file of a section is replaced when its proof has ended. So an interrupted run leaves the earlier figures in place.
"""

import os
import platform
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from tests.proofs.admission import __main__ as admission
from tests.proofs.crash import __main__ as crash
from tests.proofs.faults import __main__ as faults
from tests.proofs.fuzzing import __main__ as fuzzing
from tests.proofs.interleaving import __main__ as interleaving
from tests.proofs.life import __main__ as life
from tests.proofs.mutants import __main__ as mutants
from tests.proofs.output import print_line
from tests.proofs.scale import scale_of_command
from tests.proofs.tree import __main__ as tree

FOLDER = Path(__file__).parents[2] / "docs" / "figures"


# From the shortest to the longest: a heading, and a function that prints the figures and returns 0 if all holds.
SECTIONS: dict[str, tuple[str, Callable[[float], int]]] = {
    "tree": ("The tree of `guestlink up`", tree.main),
    "admission": ("Admission", admission.main),
    "interleaving": ("Two transactions, statement by statement (PostgreSQL)", interleaving.main),
    "mutants": ("Mutants: defects put into the source, and the test that caught each", mutants.main),
    "fuzzing": ("Hostile requests", fuzzing.main),
    "crash": ("Killed at every point", crash.main),
    "life": ("The life of links, in any order, against a model", life.main),
    "faults": ("Faults on the production topology", faults.main),
}


def write_figures(name: str, scale: float) -> int:
    """Returns 0 if everything held."""
    heading, prove = SECTIONS[name]
    began, load = time.monotonic(), os.getloadavg()[0]
    part = FOLDER / f"{name}.md.part"
    with part.open("w") as file, redirect_stdout(file):
        print_line(f"# {heading}\n")
        print_line(
            f"By `python -m tests.proofs {scale:g} {name}`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores,"
        )
        print_line(f"Python {platform.python_version()}, load {load:.1f} at the start.\n")
        code = prove(scale)
        print_line(f"\nTook {(time.monotonic() - began) / 60:.0f} min.")
    part.replace(FOLDER / f"{name}.md")
    return code


def main(scale: float, names: list[str]) -> int:
    if unknown := set(names) - set(SECTIONS):
        print_line(f"No such section: {', '.join(sorted(unknown))}. There are: {', '.join(SECTIONS)}.")
        return 2
    FOLDER.mkdir(exist_ok=True)
    return max(write_figures(name, scale) for name in names or SECTIONS)


if __name__ == "__main__":
    sys.exit(main(scale_of_command(), sys.argv[2:]))
