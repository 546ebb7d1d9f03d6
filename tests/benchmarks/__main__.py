"""`python -m tests.benchmarks [--quick] [--only NAME]` measures Guestlink beside floors, and prints a table.

Without an option it takes its time on a quiet machine, and writes docs/performance.md and its chart. `--quick` is one
short round, to try the command itself; its figures mean nothing.
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
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round of each; writes nothing")
    parser.add_argument("--only", choices=list(works.ALL), action="append", help="these works only; writes nothing")
    options = parser.parse_args()
    for name in lacking():
        print_line(f"Not installed, so its rows are left out: {name}")
    began, load = time.monotonic(), machine.load()
    with Generator() as generator:
        run = Run.of(generator, quick=options.quick)
        lines = measured(run, options.only or list(works.ALL))
    if not options.quick and not options.only:
        report.write(lines, run, load=load, minutes=(time.monotonic() - began) / 60)
    return int(any(line.wrong for line in lines))


def measured(run: Run, names: list[str]) -> list[Line]:
    """Each line is printed as soon as it is known."""
    lines: list[Line] = []
    print_line(HEAD)
    for name in names:
        for line in works.ALL[name](run):
            print_line(row(line))
            lines.append(line)
    return lines


if __name__ == "__main__":
    sys.exit(main())
