"""The interleavings: `python -m tests.proofs.interleaving [SCALE] [WORDS OF A PAIR]` prints a line a pair."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from models.plumbing import database
from tests.proofs.interleaving.all_pairs import PAIRS
from tests.proofs.interleaving.pair import Pair
from tests.proofs.interleaving.proof import Findings, Proof
from tests.proofs.interleaving.stepper import Stage
from tests.proofs.output import print_line
from tests.proofs.sites import data_folder, site
from tests.proofs.transactions.snapshot import Ground
from tests.vocabulary.maker import Maker


@contextmanager
def set_stage() -> Iterator[tuple[Maker, Stage, Path]]:
    with site("postgresql") as maker, tempfile.TemporaryDirectory(prefix="guestlink-proof-") as folder:
        name = maker.bind.url.database
        with database.reading(maker.bind) as db:
            # Nobody pulls the plug here; and a deadlock is to be told at once.
            for setting in ("synchronous_commit = off", "deadlock_timeout = '50ms'"):
                db.execute(text(f"ALTER DATABASE {name} SET {setting}"))
        maker.bind.dispose()
        actors = Stage(maker.bind.url.render_as_string(hide_password=False))
        try:
            yield maker, actors, Path(folder)
        finally:
            actors.close()


def main(scale: float, word: str = "") -> int:
    """Prints a line a pair; 1 when one is violated, 2 when none is meant. Sets this process's settings."""
    pairs = [pair for pair in PAIRS.values() if word in pair.name]
    if not pairs:
        print_line(f"No pair has “{word}” in its name. There are: {'; '.join(pair.name for pair in PAIRS.values())}.")
        return 2
    with data_folder():
        return int(any(findings.violations for findings in prove_all(pairs, scale)))


def prove_all(pairs: list[Pair], scale: float) -> list[Findings]:
    found = []
    print_line("| pair | orders | somebody waited | told | violations |\n|---|---|---|---|---|")
    with set_stage() as (maker, actors, folder):
        empty = Ground(maker.bind, folder, "nothing")
        for pair in pairs:
            empty.restore()
            found.append(show(pair, Proof(pair, maker, actors, folder).prove(scale)))
    return found


def show(pair: Pair, findings: Findings) -> Findings:
    told = ", ".join(" and ".join(each) for each in sorted(findings.told))
    print_line(f"| {pair.name} | {findings.orders} | {findings.blocked} | {told} | {len(findings.violations)} |")
    for violation in findings.violations[:2]:
        print(violation, file=sys.stderr)  # noqa: T201
    return findings


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0, " ".join(sys.argv[2:])))
