"""The notices on *My media* that a recording could not be prepared (contract 8.57)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models.media.preparing import TROUBLE
from models.tables import MediaItem, Preparation, User, Workflow
from models.tables.workflow import WorkflowState

MOST = 20


@dataclass(frozen=True)
class FailedPreparation:
    media_id: int
    title: str
    # An English sentence to be translated.
    trouble: str


def failures_of(db: Session, user: User) -> list[FailedPreparation]:
    """The newest ones of this person's items that they have not dismissed. One that succeeds later is gone."""
    rows = db.execute(
        select(Preparation.media_id, MediaItem.title, Preparation.trouble)
        .join(MediaItem, MediaItem.id == Preparation.media_id)
        .join(Workflow, Workflow.id == Preparation.workflow_id)
        .where(_is_told_to(user), MediaItem.deleted_at.is_(None), Workflow.state == WorkflowState.FAILED)
        .order_by(Preparation.media_id.desc())
        .limit(MOST)
    )
    return [FailedPreparation(media_id, title, trouble or TROUBLE) for media_id, title, trouble in rows]


def mark_failures_seen(db: Session, user: User, media_ids: Sequence[int], *, now: datetime) -> None:
    """`media_ids` are those that the page has shown. What other people are told stays as it is."""
    mine = select(Preparation.media_id).join(MediaItem, MediaItem.id == Preparation.media_id).where(_is_told_to(user))
    shown = Preparation.media_id.in_(media_ids), Preparation.media_id.in_(mine)
    db.execute(update(Preparation).where(*shown).values(failure_seen_at=now))


def _is_told_to(user: User) -> ColumnElement[bool]:
    return (MediaItem.owner_id == user.id) & Preparation.failure_seen_at.is_(None)
