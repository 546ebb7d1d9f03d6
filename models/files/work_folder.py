"""The folders in which recordings are prepared, one for each item: on the disk of the media folder, so that what was
made is kept without copying it. Also if the media are in a bucket."""

import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.files import arriving
from models.plumbing.database import Transaction
from models.plumbing.ownership import give_to_owner_of_folder
from models.plumbing.sweeping import Swept, among, in_time
from models.tables import MediaItem, Preparation, Workflow
from models.tables.workflow import WorkflowState

# The ending of the name of a folder that is to be erased.
ASIDE = ".idle"
# So many in one transaction, because others wait for it meanwhile.
MOST_RENAMED = 100


def opened(media_id: int) -> Path:
    """The folder of this item. It is made if it is missing. Raises OSError, also if the media folder is missing."""
    folder = _folder() / str(media_id)
    for each in (_folder(), folder):
        with suppress(FileExistsError):
            each.mkdir(mode=0o700)
            give_to_owner_of_folder(each)
    return folder


def erase(media_id: int) -> None:
    """Safe to call twice. What cannot be removed now is removed by a sweep."""
    shutil.rmtree(_folder() / str(media_id), ignore_errors=True)


def erase_idle_work(begin: Transaction, *, now: datetime, limit: int) -> Swept:  # noqa: ARG001 (maintenance tasks are called alike)
    """Erase the folders of items that are not being prepared any more. The ids it returns are those of the items."""
    # What a killed worker had reserved.
    arriving.remove_dead()
    waiting = 0
    if found := _items_with_folder():
        most = min(limit, MOST_RENAMED)
        with begin() as db:
            idle = sorted(_idle(db, found))
            # In the transaction, so that on SQLite nobody begins to prepare one of them in between.
            for media_id in idle[:most]:
                _set_aside(media_id)
        waiting = len(idle[most:])
    aside = _items_with_folder(ASIDE)
    for media_id in in_time(sorted(aside)):
        shutil.rmtree(_folder() / f"{media_id}{ASIDE}", ignore_errors=True)
    gone = aside - _items_with_folder(ASIDE)
    waiting += len(aside - gone)
    return Swept(sorted(gone), waiting, more=bool(gone and waiting))


def _idle(db: Session, found: set[int]) -> set[int]:
    waits = Workflow.state != WorkflowState.DONE, MediaItem.deleted_at.is_(None)
    kept = (
        select(Preparation.media_id)
        .join(Workflow, Workflow.id == Preparation.workflow_id)
        .join(MediaItem, MediaItem.id == Preparation.media_id)
        .where(among(Preparation.media_id, found), *waits)
    )
    return found - set(db.scalars(kept))


def _set_aside(media_id: int) -> None:
    # If one of this item waits to be erased already, that comes first.
    with suppress(OSError):
        (_folder() / str(media_id)).rename(_folder() / f"{media_id}{ASIDE}")


def _items_with_folder(ending: str = "") -> set[int]:
    try:
        found = [name.removesuffix(ending) for name in os.listdir(_folder()) if name.endswith(ending)]  # noqa: PTH208
    except OSError:
        return set()
    return {int(name) for name in found if name.isascii() and name.isdigit()}


def _folder() -> Path:
    return settings().media_folder / "preparing"
