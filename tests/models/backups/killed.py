"""Backups and restores that are killed in the middle, each in a process of its own."""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from models.backups import restoring
from models.backups.making import make_backup
from models.plumbing import database
from tests.vocabulary import forks


def killed_backup(target: Path) -> None:
    """Killed when it has begun to write."""
    _run(_back_up, target)


def killed_restore(backup: Path, doing: str) -> None:
    """Killed while it does what `doing` names."""
    _run(_restore, backup, doing)


def _run(work: Callable[..., None], *arguments: object) -> None:
    process = forks.start(work, *arguments, environment=dict(os.environ), files=[])
    process.join()
    assert process.exitcode == -signal.SIGKILL


def _back_up(target: Path) -> None:
    make_backup(database.engine(), target, _kill_when("Writing the backup"), now=datetime.now(UTC))


def _restore(backup: Path, doing: str) -> None:
    if doing == "settling":
        patch.object(restoring, "settle", _kill).start()
    report = _kill_when(doing, is_under_way=True)
    restoring.restore_backup(database.engine(), backup, report, with_access=False, now=datetime.now(UTC))


def _kill_when(doing: str, *, is_under_way: bool = False) -> Callable[[str, int, int], None]:
    def report(now_doing: str, done: int, _total: int) -> None:
        if now_doing == doing and (done or not is_under_way):
            _kill()

    return report


def _kill(*_arguments: object, **_named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
