"""`python -m tests.proofs.crash [SCALE] [WORDS OF A SCENARIO]` kills each scenario at every point, or at some, and
prints a line for each."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from models.recordings import inspecting
from tests.proofs.crash.proof import Findings, Proof
from tests.proofs.crash.scenario import Scenario
from tests.proofs.crash.scenarios import scenarios
from tests.proofs.output import print_line
from tests.proofs.scale import scale_of_command
from tests.proofs.sites import DATABASES, data_folder, site
from tests.proofs.transactions.snapshot import Snapshot
from tests.vocabulary.clips import make_clip


def main(scale: float, words: str = "") -> int:
    """Prints a line for each scenario and database. Returns 1 if one is violated, or if no name contains `words`."""
    print_line("| database | what | points | had happened | violations |\n|---|---|---|---|---|")
    findings = [each for database in DATABASES for each in prove_all(database, scale, words)]
    return int(not findings or any(each.violations for each in findings))


def prove_all(database: str, scale: float, words: str) -> Iterator[Findings]:
    """Prove the scenarios whose name contains `words`, on a site that is emptied before each."""
    with data_folder(), site(database) as maker, tempfile.TemporaryDirectory(prefix="guestlink-proof-") as name:
        folder = Path(name)
        clip = folder / "clip.mp4"
        make_clip(clip, seconds=1, width=64, height=36)
        empty = Snapshot(maker.bind, folder, "empty")
        for scenario in scenarios(clip, inspecting.inspect(clip)).values():
            if words in scenario.name:
                empty.restore()
                yield show(database, scenario, Proof(scenario, maker, folder).prove(scale))


def show(database: str, scenario: Scenario, findings: Findings) -> Findings:
    counts = f"{findings.points} | {findings.happened} | {len(findings.violations)}"
    print_line(f"| {database} | {scenario.name} | {counts} |")
    for violation in findings.violations[:3]:
        print(violation, file=sys.stderr)  # noqa: T201 (the table is on standard output)
    return findings


if __name__ == "__main__":
    sys.exit(main(scale_of_command(), " ".join(sys.argv[2:])))
