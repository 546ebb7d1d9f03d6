"""Runs tests on a copy of the source with a mutant in it.

The same tests also run on a copy without a mutant, the control. Tests that fail there would catch nothing.
"""

import os
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

from tests.proofs.mutants.mutant import Mutant

ROOT = Path(__file__).parents[3]
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "var", "docs")
PYTEST_SECONDS = 900
MUTANTS_AT_ONCE = 2
TESTS_FAILED = 1


@dataclass(frozen=True)
class Run:
    """How pytest ended."""

    code: int
    first_failed: str
    passed: int
    seconds: float
    output: str

    @property
    def caught(self) -> bool:
        """Only if a test failed. A source that cannot be imported is an error of the mutant, and proves nothing."""
        return self.code == TESTS_FAILED and bool(self.first_failed)


def run_pytest(copy: Path, tests: tuple[str, ...]) -> Run:
    """Run these tests in the copy, up to the first one that fails."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]
    # PYTHONPATH comes before the installed source, also in the processes that tests start.
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    began = time.monotonic()
    ended = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, timeout=PYTEST_SECONDS, check=False
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


def copy_source(folder: Path) -> Path:
    return Path(shutil.copytree(ROOT, folder / "source", ignore=NOT_COPIED))


def run_mutant(mutant: Mutant) -> Run:
    with tempfile.TemporaryDirectory(prefix="guestlink-mutant-") as folder:
        copy = copy_source(Path(folder))
        for edit in mutant.edits:
            edit.apply(copy)
        return run_pytest(copy, mutant.tests)


def run_mutants(mutants: list[Mutant]) -> Iterator[tuple[Mutant, Run]]:
    with ThreadPoolExecutor(MUTANTS_AT_ONCE) as pool:
        yield from zip(mutants, pool.map(run_mutant, mutants), strict=True)


def run_control(mutants: list[Mutant]) -> Run:
    """The tests of these mutants, on a copy without a mutant."""
    with tempfile.TemporaryDirectory(prefix="guestlink-mutant-") as folder:
        copy = copy_source(Path(folder))
        _check_is_imported(copy)
        return run_pytest(copy, tuple(sorted({test for mutant in mutants for test in mutant.tests})))


def _check_is_imported(copy: Path) -> None:
    """Fails if tests in the copy would test the installed source instead."""
    command = [sys.executable, "-c", "import models; print(models.__file__)"]
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    imported = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=True).stdout
    assert imported.startswith(str(copy)), imported
