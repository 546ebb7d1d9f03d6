"""Whether anybody has the lock to write on SQLite."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine


def write_at_once(bind: Engine) -> None:
    """Raises OperationalError if anybody has a lock on the database."""
    other = sqlite3.connect(bind.url.database or "", timeout=0)
    other.execute("BEGIN IMMEDIATE")
    other.close()


@contextmanager
def written_while_files_are_removed(bind: Engine) -> Iterator[list[str]]:
    """Each time that a file is removed in the block, another connection begins to write just before. Yields the names
    of the removed files."""
    removed: list[str] = []
    unlink = os.unlink

    def meanwhile(path: Any, **named: Any) -> None:
        write_at_once(bind)
        unlink(path, **named)
        removed.append(os.path.basename(path))  # noqa: PTH119 (it may be below an open folder)

    with pytest.MonkeyPatch.context() as slow:
        slow.setattr(os, "unlink", meanwhile)
        yield removed
