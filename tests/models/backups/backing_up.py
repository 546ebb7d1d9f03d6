"""Backing up and restoring in tests, and looking at what came of it."""

import tarfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from models.backups.archive import MEDIA
from models.backups.making import Made, make_backup
from models.backups.restoring import Restored, restore_backup
from models.errors import CannotRestore
from models.plumbing import database
from models.tables import GuestLink, MediaFile
from tests.vocabulary.maker import NOW, Maker


def unheard(_doing: str, _done: int, _total: int) -> None:
    """Nobody watches the progress."""


def back_up(maker: Maker, target: Path) -> Made:
    return make_backup(maker.bind, target, unheard, now=NOW)


def restore(file: Path, *, with_access: bool = False, now: datetime = NOW) -> tuple[Restored, Maker]:
    """Restore into the place that the settings name. Returns a maker for the restored site, too."""
    bind: Engine = database.engine()
    restored = restore_backup(bind, file, unheard, with_access=with_access, now=now)
    return restored, Maker(bind)


def refused(file: Path) -> str:
    with pytest.raises(CannotRestore) as refusal:
        restore(file)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def once(act: Callable[[], object], doing: str = "Writing the backup") -> Callable[[str, int, int], None]:
    """Does this in the middle of a backup, the first time that it reports so."""
    left = [act]

    def report(now_doing: str, _done: int, _total: int) -> None:
        if now_doing == doing and left:
            left.pop()()

    return report


def names(file: Path) -> list[str]:
    with tarfile.open(file) as archive:
        return archive.getnames()


def media_in(file: Path) -> set[str]:
    return {name.removeprefix(MEDIA) for name in names(file) if name.startswith(MEDIA)}


def stored_names(maker: Maker) -> set[str]:
    with database.reading(maker.bind) as db:
        return set(db.scalars(select(MediaFile.stored_name)))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def clicks(maker: Maker) -> list[int]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(GuestLink.clicks).order_by(GuestLink.id)))
