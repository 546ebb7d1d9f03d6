"""The kills at full scale: `python -m tests.proofs.crash [SCALE] [WORDS OF A SCENARIO]` prints a line a scenario."""

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
from tests.proofs.sites import DATABASES, data_folder, site
from tests.proofs.transactions.snapshot import Ground
from tests.vocabulary.maker import Maker
from web.cli.demo.clip import make_clip


@contextmanager
def stages() -> Iterator[Iterator[tuple[str, Maker, Path]]]:
    """A site on each database, with a data folder of its own."""

    def each() -> Iterator[tuple[str, Maker, Path]]:
        for database in DATABASES:
            with site(database) as maker, tempfile.TemporaryDirectory(prefix="guestlink-proof-") as folder:
                yield database, maker, Path(folder)

    with data_folder():
        yield each()


def main(scale: float, word: str = "") -> int:
    """Prints a line a scenario and database; 1 when one is violated, or none is meant. Sets this process's settings."""
    wrong = proved = 0
    print_line("| database | what | points | had happened | violations |\n|---|---|---|---|---|")
    with stages() as each:
        for database, maker, folder in each:
            for left in settings().media_folder.iterdir():
                left.unlink()
            clip = folder / "clip.mp4"
            make_clip(clip, seconds=1, width=64, height=36)
            empty = Ground(maker.bind, folder, "nothing")
            for scenario in scenarios(clip, probing.probe(clip)).values():
                if word in scenario.name:
                    empty.restore()
                    proved += 1
                    wrong += len(show(database, scenario, Proof(scenario, maker, folder).prove(scale)).violations)
    return int(wrong > 0 or not proved)


def show(database: str, scenario: Scenario, findings: Findings) -> Findings:
    counts = f"{findings.points} | {findings.happened} | {len(findings.violations)}"
    print_line(f"| {database} | {scenario.name} | {counts} |")
    for violation in findings.violations[:3]:
        print(violation, file=sys.stderr)  # noqa: T201
    return findings


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0, " ".join(sys.argv[2:])))
