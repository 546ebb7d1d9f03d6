"""What must be true of the rows of files after every commit and every kill: a query for the rows that break it."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from models.tables import MediaFile, MediaItem, Preparation, Workflow
from models.tables.media_file import FileRole
from models.tables.workflow import Event, WorkflowState


def of_files() -> dict[str, Select[Any]]:
    return {
        "what is to be prepared is a file of its item": _without_source(),
        "a file that was replaced waits for the workflow that erases it": _replaced_for_good(),
    }


def is_not_wanted() -> ColumnElement[bool]:
    """The workflow prepares a file that another has replaced, or whose item is deleted. So it ends before its time."""
    item = select(Preparation.media_id).join(MediaItem, MediaItem.id == Preparation.media_id)
    wanted = item.where(Preparation.workflow_id == Workflow.id, MediaItem.deleted_at.is_(None)).exists()
    return and_(Workflow.event == Event.RECORDING_ADDED, ~wanted)


def _without_source() -> Select[Any]:
    source = MediaFile.media_id == Preparation.media_id, MediaFile.stored_name == Preparation.source_name
    waits = select(Preparation.media_id).join(Workflow, Workflow.id == Preparation.workflow_id)
    waits = waits.join(MediaItem, MediaItem.id == Preparation.media_id).where(MediaItem.deleted_at.is_(None))
    return waits.where(Workflow.state == WorkflowState.OPEN, ~select(MediaFile.id).where(*source).exists())


def _replaced_for_good() -> Select[Any]:
    erases = Workflow.event == Event.RECORDING_REPLACED, Workflow.state == WorkflowState.OPEN
    workflow = select(Workflow.id).where(Workflow.media_id == MediaFile.media_id, *erases).exists()
    return select(MediaFile.id).where(MediaFile.role == FileRole.REPLACED, ~workflow)
