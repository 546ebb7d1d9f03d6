"""Commands of `guestlink`, each in a process of its own.

To start Python and import the product takes a second of CPU. One process does that once, and each command is a fork of
it.
"""

import multiprocessing
import os
import pkgutil
import sys
import tempfile
from pathlib import Path
from subprocess import CompletedProcess

import models

_forks = multiprocessing.get_context("forkserver")
# Commands import most of it only when they run.
_models = [each.name for each in pkgutil.walk_packages(models.__path__, "models.")]
_forks.set_forkserver_preload([__name__, "web.cli", *(name for name in _models if "migrations" not in name)])


def run(program: str, *arguments: str, environment: dict[str, str], folder: Path) -> "CompletedProcess[str]":
    """With this environment, and no other, in this working folder."""
    with tempfile.TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        process = _forks.Process(target=_run, args=([program, *arguments], environment, folder, out, err))
        process.start()
        process.join()
        code = process.exitcode
        assert code is not None
        return CompletedProcess([program, *arguments], code, out.read_text(), err.read_text())


def _run(command: list[str], environment: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    from web.cli import main

    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = command
    main()
