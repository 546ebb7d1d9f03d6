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
from models.plumbing.sweeping import Swept, among
from models.tables import MediaItem, Preparation, Workflow
from models.tables.workflow import WorkflowState


def opened(media_id: int) -> Path:
    """The folder of this item. It is made if it is missing. Raises OSError, also if the media folder is missing."""
    folder = _folder() / str(media_id)
    for each in (_folder(), folder):
        with suppress(FileExistsError):
            each.mkdir(mode=0o700)
    return folder


def erase(media_id: int) -> None:
    """Safe to call twice. What cannot be removed now is removed by a sweep."""
    shutil.rmtree(_folder() / str(media_id), ignore_errors=True)


def erase_idle_work(db: Session, *, now: datetime, limit: int) -> Swept:  # noqa: ARG001 (maintenance tasks are called alike)
    """Erase the folders of items that are not being prepared any more. The ids it returns are those of the items."""
    # What a killed worker had reserved.
    arriving.remove_dead()
    found = _items_with_folder()
    waits = Workflow.state != WorkflowState.DONE, MediaItem.deleted_at.is_(None)
    kept = (
        select(Preparation.media_id)
        .join(Workflow, Workflow.id == Preparation.workflow_id)
        .join(MediaItem, MediaItem.id == Preparation.media_id)
        .where(among(Preparation.media_id, found), *waits)
    )
    idle = sorted(found - set(db.scalars(kept))) if found else []
    for media_id in idle[:limit]:
        erase(media_id)
    return Swept(idle[:limit], max(0, len(idle) - limit))


def _items_with_folder() -> set[int]:
    try:
        return {int(name) for name in os.listdir(_folder()) if name.isascii() and name.isdigit()}  # noqa: PTH208
    except OSError:
        return set()


def _folder() -> Path:
    return settings().media_folder / "preparing"
