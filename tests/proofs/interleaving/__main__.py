"""`python -m tests.proofs.interleaving [SCALE] [WORDS OF A PAIR]` runs each pair in every order, or in some, and prints
a line for each. Without words, it goes on with any two acts."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from models.plumbing import database
from tests.proofs.interleaving.all_pairs import PAIRS
from tests.proofs.interleaving.any_two import SITES, AnyTwo
from tests.proofs.interleaving.pair import Pair
from tests.proofs.interleaving.proof import Findings, Proof
from tests.proofs.interleaving.stepper import Stepper
from tests.proofs.output import print_line
from tests.proofs.scale import scale_of_command
from tests.proofs.sites import data_folder, site
from tests.proofs.transactions.snapshot import Snapshot
from tests.vocabulary.maker import Maker


@contextmanager
def stepped_site() -> Iterator[tuple[Maker, Stepper, Path]]:
    """An empty site on PostgreSQL, with a stepper and a folder for the proofs."""
    with site("postgresql") as maker, tempfile.TemporaryDirectory(prefix="guestlink-proof-") as folder:
        name = maker.bind.url.database
        with database.reading(maker.bind) as db:
            # Nothing here survives a power cut, so commits need not wait for the disk. A deadlock shows at once.
            for setting in ("synchronous_commit = off", "deadlock_timeout = '50ms'"):
                db.execute(text(f"ALTER DATABASE {name} SET {setting}"))
        maker.bind.dispose()
        stepper = Stepper(maker.bind.url.render_as_string(hide_password=False))
        try:
            yield maker, stepper, Path(folder)
        finally:
            stepper.close()


def main(scale: float, words: str = "") -> int:
    """Prints a line for each pair. Returns 1 if one is violated, 2 if no name contains `words`."""
    pairs = [pair for pair in PAIRS.values() if words in pair.name]
    if not pairs:
        print_line(f"No pair has “{words}” in its name. There are: {'; '.join(pair.name for pair in PAIRS.values())}.")
        return 2
    with data_folder():
        found = prove_all(pairs, scale)
        found += [] if words else prove_any_two(scale, seed=0)
        return int(any(findings.violations for findings in found))


def prove_all(pairs: list[Pair], scale: float) -> list[Findings]:
    findings = []
    print_line("| pair | orders | one waited | told | violations |\n|---|---|---|---|---|")
    with stepped_site() as (maker, stepper, folder):
        empty = Snapshot(maker.bind, folder, "empty")
        for pair in pairs:
            empty.restore()
            findings.append(show(pair.name, Proof(pair, maker, stepper, folder).prove(scale)))
    return findings


def prove_any_two(scale: float, seed: int) -> list[Findings]:
    """On each of the sites in turn. Below full scale, `seed` says which two."""
    findings = []
    with stepped_site() as (maker, stepper, folder):
        empty = Snapshot(maker.bind, folder, "empty")
        for site in SITES:
            empty.restore()
            findings.append(show(f"any two, {site}", AnyTwo(site, maker, stepper, folder).prove(scale, seed)))
    return findings


def show(name: str, findings: Findings) -> Findings:
    told = ", ".join(" and ".join(each) for each in sorted(findings.answers))
    orders = f"{findings.orders}" if findings.possible is None else f"{findings.orders} of {findings.possible:,}"
    print_line(f"| {name} | {orders} | {findings.waited} | {told} | {len(findings.violations)} |")
    for violation in findings.violations[:2]:
        print(violation, file=sys.stderr)  # noqa: T201 (the table is on standard output)
    return findings


if __name__ == "__main__":
    sys.exit(main(scale_of_command(), " ".join(sys.argv[2:])))
