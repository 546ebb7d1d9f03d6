"""Processes that run the product.

To start Python and import the product takes more than a second of CPU. One process does that once, and each of these is
a fork of it.
"""

import multiprocessing
import os
import pkgutil
from collections.abc import Callable
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path

import models

_forks = multiprocessing.get_context("forkserver")


@cache
def _import_first() -> None:
    """Commands and servers import most of it only when they run."""
    names = [each.name for each in pkgutil.walk_packages(models.__path__, "models.")]
    rooms = [name for name in names if "migrations" not in name]
    _forks.set_forkserver_preload([*rooms, "web.cli", "web.front.serving", "web.front.asgi"])


def start(
    work: Callable[..., object], *arguments: object, environment: dict[str, str], files: list[Path]
) -> BaseProcess:
    """Do this with this environment, and no other. `files` are where its standard output and standard error go. Its
    working folder is ours."""
    _import_first()
    process = _forks.Process(target=_do, args=(work, arguments, environment, files))
    process.start()
    return process


def _do(
    work: Callable[..., object], arguments: tuple[object, ...], environment: dict[str, str], files: list[Path]
) -> None:
    for number, path in enumerate(files, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    os.environ.clear()
    os.environ.update(environment)
    work(*arguments)
