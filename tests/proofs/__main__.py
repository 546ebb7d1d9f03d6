"""`python -m tests.proofs [SCALE] > docs/figures.md`: every figure that the product promises, measured in one go."""

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.proofs import admission_rig, tree_rig


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (its purpose)


def main(scale: float) -> int:
    say("# Figures\n")
    say(f"Made by `python -m tests.proofs`, scale {scale:g}, on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, ")
    say(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start.\n")
    say("## Admission\n")
    say("| database | what | found | | |\n|---|---|---|---|---|")
    code = admission_rig.main(scale)
    say("\n## The tree of `guestlink up`\n")
    with tempfile.TemporaryDirectory() as folder:
        for line in tree_rig.figures(Path(folder)):
            say(f"- {line}")
    return code


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
