"""`python -m tests.proofs.life [SCALE]` runs lives of links on each database, and prints how much was done and checked.

A life is a random sequence of what owners, guests and workers do, of crashes, and of what happens to disks. After each
step, the site must be as a model says, which is written from docs/contract.md.
"""

import sys
import time
import traceback

from tests.proofs.life.counts import Counts
from tests.proofs.life.running import EXAMPLES, run_lives_on
from tests.proofs.output import print_line
from tests.proofs.scale import scale_of_command, scaled
from tests.proofs.sites import DATABASES


def main(scale: float) -> int:
    """Prints three tables. Returns 1 if a promise was broken; the steps of that life go to standard error."""
    counts = {database: Counts() for database in DATABASES}
    failed = 0
    print_line("| database | lives | steps | kills | kills that undid the step | | |\n|---|---|---|---|---|---|---|")
    for database, counted in counts.items():
        failed += not holds_on(database, scaled(EXAMPLES[database], scale, least=2), counted)
    for what, of in (("promise, checked after every step", "by_promise"), ("what happened", "by_rule")):
        print_line(f"\n| {what} | {' | '.join(counts)} |\n|---|{'---|' * len(counts)}")
        for name in sorted({name for counted in counts.values() for name in getattr(counted, of)}):
            numbers = " | ".join(str(getattr(counted, of).get(name, 0)) for counted in counts.values())
            print_line(f"| {name} | {numbers} |")
    return int(failed > 0)


def holds_on(database: str, examples: int, counts: Counts) -> bool:
    """Prints the row of this database, also if a life failed. The other tables then count up to that life."""
    began, verdict = time.monotonic(), "holds"
    try:
        run_lives_on(database, examples, counts)
    except Exception as error:  # noqa: BLE001 (every error is a failure of the proof)
        traceback.print_exc()
        verdict = f"FAILS: {type(error).__name__}: {' '.join(str(error).split())[:200]}".replace("|", "/")
    lives = f"{counts.examples} | {counts.steps} | {counts.kills} | {counts.undone}"
    print_line(f"| {database} | {lives} | {verdict} | {time.monotonic() - began:.0f} s |")
    return verdict == "holds"


if __name__ == "__main__":
    sys.exit(main(scale_of_command()))
