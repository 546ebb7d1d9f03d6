"""`python -m tests.proofs.crash [SCALE] [WORDS OF A SCENARIO]` kills each scenario at every point, or at some, and
prints a line for each."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.config.settings import settings
from models.recordings import probing
from tests.proofs.crash.proof import Findings, Proof
from tests.proofs.crash.scenarios import Scenario, scenarios
from tests.proofs.output import print_line
from tests.proofs.scale import scale_of_command
from tests.proofs.sites import DATABASES, data_folder, site
from tests.proofs.transactions.snapshot import Snapshot
from tests.vocabulary.maker import Maker
from web.cli.demo.clip import make_clip


@contextmanager
def sites() -> Iterator[Iterator[tuple[str, Maker, Path]]]:
    """An empty site on each database, and a folder for its proofs."""

    def each() -> Iterator[tuple[str, Maker, Path]]:
        for database in DATABASES:
            with site(database) as maker, tempfile.TemporaryDirectory(prefix="guestlink-proof-") as folder:
                yield database, maker, Path(folder)

    with data_folder():
        yield each()


def main(scale: float, words: str = "") -> int:
    """Prints a line for each scenario and database. Returns 1 if one is violated, or if no name contains `words`.
    Changes the settings of this process."""
    violations = proved = 0
    print_line("| database | what | points | had happened | violations |\n|---|---|---|---|---|")
    with sites() as each:
        for database, maker, folder in each:
            for left in settings().media_folder.iterdir():
                left.unlink()
            clip = folder / "clip.mp4"
            make_clip(clip, seconds=1, width=64, height=36)
            empty = Snapshot(maker.bind, folder, "empty")
            for scenario in scenarios(clip, probing.probe(clip)).values():
                if words in scenario.name:
                    empty.restore()
                    proved += 1
                    violations += len(show(database, scenario, Proof(scenario, maker, folder).prove(scale)).violations)
    return int(violations > 0 or not proved)


def show(database: str, scenario: Scenario, findings: Findings) -> Findings:
    counts = f"{findings.points} | {findings.happened} | {len(findings.violations)}"
    print_line(f"| {database} | {scenario.name} | {counts} |")
    for violation in findings.violations[:3]:
        print(violation, file=sys.stderr)  # noqa: T201 (the table is on standard output)
    return findings


if __name__ == "__main__":
    sys.exit(main(scale_of_command(), " ".join(sys.argv[2:])))
