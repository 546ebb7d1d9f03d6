"""Commands of `guestlink`, each in a process of its own."""

import os
import sys
import tempfile
from pathlib import Path
from subprocess import CompletedProcess

from tests.vocabulary import forks


def run(program: str, *arguments: str, environment: dict[str, str], folder: Path) -> "CompletedProcess[str]":
    """With this environment, and no other, in this working folder."""
    with tempfile.TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        process = forks.start(_run, [program, *arguments], folder, environment=environment, files=[out, err])
        process.join()
        code = process.exitcode
        assert code is not None
        return CompletedProcess([program, *arguments], code, out.read_text(), err.read_text())


def _run(command: list[str], folder: Path) -> None:
    from web.cli import main

    os.chdir(folder)
    sys.argv = command
    main()
