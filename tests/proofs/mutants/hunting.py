"""The hunt for mutants.

Each mutant lives in a copy of this tree in a folder of its own, and so does the control without one, in which the same
tests must pass: a selection that fails anyway catches nothing.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.mutants.every import MUTANTS
from tests.proofs.mutants.mutant import Mutant

ROOT = Path(__file__).parents[3]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "var", "docs")
PATIENCE = 900
AT_ONCE = 2
TESTS_FAILED = 1


@dataclass(frozen=True)
class Run:
    """How pytest ended, and the first test that failed."""

    code: int
    failed: str
    passed: int
    seconds: float
    said: str

    @property
    def caught(self) -> bool:
        """By a test's own judgement: a tree that cannot even be imported is caught by nothing."""
        return self.code == TESTS_FAILED and bool(self.failed)


def pytest_of(tree: Path, tests: tuple[str, ...]) -> Run:
    """The tests in this tree, up to the first that fails. PYTHONPATH outweighs the installed tree, in storms too."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    began = time.monotonic()
    ended = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    failed = re.search(r"^FAILED (\S+)", ended.stdout, re.MULTILINE)
    passed = re.search(r"(\d+) passed", ended.stdout)
    return Run(
        ended.returncode,
        failed[1] if failed else "",
        int(passed[1]) if passed else 0,
        time.monotonic() - began,
        ended.stdout[-3000:] + ended.stderr[-1000:],
    )


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT, folder / "tree", ignore=LEFT_OUT))


def hunted(mutant: Mutant) -> Run:
    with tempfile.TemporaryDirectory(prefix="guestlink-mutant-") as folder:
        tree = copied(Path(folder))
        for edit in mutant.edits:
            edit.apply(tree)
        return pytest_of(tree, mutant.tests)


def control(mutants: list[Mutant]) -> Run:
    with tempfile.TemporaryDirectory(prefix="guestlink-mutant-") as folder:
        tree = copied(Path(folder))
        asked = tuple(sorted({test for mutant in mutants for test in mutant.tests}))
        probe = "import models; print(models.__file__)"
        environment = {**os.environ, "PYTHONPATH": str(tree)}
        found = subprocess.run(
            [sys.executable, "-c", probe], cwd=tree, env=environment, capture_output=True, text=True, check=True
        )
        assert found.stdout.startswith(str(tree)), "the installed tree would be tested, not the copy"
        return pytest_of(tree, asked)


def chosen(scale: float, seed: int) -> list[Mutant]:
    """All at full scale; else a share, two at least, another one with every seed."""
    count = min(len(MUTANTS), max(2, round(len(MUTANTS) * scale)))
    return random.Random(seed).sample(MUTANTS, count) if count < len(MUTANTS) else list(MUTANTS)


def hunts(mutants: list[Mutant]) -> Iterator[tuple[Mutant, Run]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from zip(mutants, pool.map(hunted, mutants), strict=True)


def seed_of_today() -> int:
    return int(os.environ.get("GUESTLINK_PROOF_SEED") or time.time() // 3600)
