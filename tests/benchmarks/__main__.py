"""`python -m tests.benchmarks [--quick] [--only NAME]` measures Guestlink beside floors, and prints a table.

It takes about an hour on a quiet machine, and writes docs/performance.md and its chart. With `--only` it measures these
works again and keeps what is known of the others. `--quick` is one short round, to try the command itself: its figures
mean nothing, and nothing is written.
"""

import argparse
import sys
import time

from tests.benchmarks import machine, report, works
from tests.benchmarks.lines import Line
from tests.benchmarks.load.process import Generator
from tests.benchmarks.run import Run, lacking
from tests.benchmarks.table import HEAD, row
from tests.proofs.output import print_line


def main() -> int:
    """Returns 1 if the database contradicts a line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=list(works.ALL), action="append", metavar="NAME", help=", ".join(works.ALL))
    options = parser.parse_args()
    for name in lacking():
        print_line(f"Not installed, so its rows are left out: {name}")
    print_line(HEAD)
    found: list[Line] = []
    with Generator() as generator:
        run = Run.of(generator, quick=options.quick)
        for name in options.only or works.ALL:
            began, load = time.monotonic(), machine.load()
            lines = printed(works.ALL[name], run)
            if lines and not options.quick:
                report.write(name, report.Measured(lines, (time.monotonic() - began) / 60, load), list(works.ALL))
            found += lines
    return int(any(line.wrong for line in found))


def printed(work: works.Work, run: Run) -> list[Line]:
    """Each line is printed as soon as it is known."""
    lines = []
    for line in work(run):
        print_line(row(line))
        lines.append(line)
    return lines


if __name__ == "__main__":
    sys.exit(main())
