"""The proof by the life's machine: `python -m tests.proofs.life [SCALE]` prints how much was lived and checked."""

import sys
import time
import traceback

from tests.proofs.life.counts import Counted
from tests.proofs.life.running import EXAMPLES, lived_on
from tests.proofs.output import print_line
from tests.proofs.sites import DATABASES, scaled


def main(scale: float) -> int:
    """Prints three tables; 1 when a promise broke, whose story goes to standard error. Sets this process's settings."""
    counts = {database: Counted() for database in DATABASES}
    failed = 0
    print_line("| database | lives | steps | kills | of which undone as a whole | | |\n|---|---|---|---|---|---|---|")
    for database, counted in counts.items():
        failed += not holds_on(database, scaled(EXAMPLES[database], scale, least=2), counted)
    for what, of in (("promise, checked after every step", "by_promise"), ("what happened", "by_rule")):
        print_line(f"\n| {what} | {' | '.join(counts)} |\n|---|{'---|' * len(counts)}")
        for name in sorted({name for found in counts.values() for name in getattr(found, of)}):
            print_line(f"| {name} | {' | '.join(str(getattr(found, of).get(name, 0)) for found in counts.values())} |")
    return int(failed > 0)


def holds_on(database: str, examples: int, counted: Counted) -> bool:
    """Prints the line of this database, also of a life that failed: the other tables then count up to there."""
    began, verdict = time.monotonic(), "holds"
    try:
        lived_on(database, examples, counted)
    except Exception as error:  # noqa: BLE001 (whatever ended a life is a failure of it, and is told)
        traceback.print_exc()
        verdict = f"FAILS: {type(error).__name__}: {' '.join(str(error).split())[:200]}".replace("|", "/")
    lives = f"{counted.examples} | {counted.steps} | {counted.kills} | {counted.undone}"
    print_line(f"| {database} | {lives} | {verdict} | {time.monotonic() - began:.0f} s |")
    return verdict == "holds"


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
