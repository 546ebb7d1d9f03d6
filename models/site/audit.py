"""Writing the audit log: who did what (contract 12.47), and removing what is old (12.53). `audit_log` reads it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import AuditEntry, MediaItem

MOST_DETAIL = 300
NOTED_AT_ONCE = 10_000


def note(
    db: Session,
    act: str,
    *,
    user_id: int | None,
    media_id: int | None = None,
    link_id: int | None = None,
    detail: str = "",
    now: datetime,
) -> None:
    """One INSERT in the transaction of the act, so neither is there without the other. `user_id` is None on the command
    line. `detail` holds names as they are now; never a guest's name or address, and never a token."""
    entry = {"user_id": user_id, "media_id": media_id, "link_id": link_id, "detail": detail[:MOST_DETAIL]}
    db.execute(insert(AuditEntry).values(at=now, act=act, **entry))


def changed(before: object, after: object) -> str:
    """What `detail` says of a value that was or may have been changed."""
    return _shown(after) if before == after else f"{_shown(before)} → {_shown(after)}"


def _shown(value: object) -> str:
    if value is None:
        return "none"
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else str(value)


def note_items(
    db: Session, act: str, media_ids: Sequence[int], *, user_id: int | None, about: str = "", now: datetime
) -> None:
    """An entry for each of these items, with its title and then `about`, in a statement for each NOTED_AT_ONCE."""
    detail = func.substr(MediaItem.title + about, 1, MOST_DETAIL)
    said = literal(now, AuditEntry.at.type), literal(user_id, Integer()), literal(act)
    for first in range(0, len(media_ids), NOTED_AT_ONCE):
        ids = among(MediaItem.id, media_ids[first : first + NOTED_AT_ONCE])
        items = select(*said, MediaItem.id, detail).where(ids).order_by(MediaItem.id)
        db.execute(insert(AuditEntry).from_select(["at", "user_id", "act", "media_id", "detail"], items))


def remove_old_audit_entries(db: Session, *, now: datetime, limit: int) -> Swept:
    """The sweep that removes entries after `GUESTLINK_AUDIT_DAYS`, the oldest first."""
    old = AuditEntry.removal_due(now, settings().audit_days)
    due = select(AuditEntry.id).where(old).order_by(AuditEntry.at)
    ids = claim(db, due, limit)
    if ids:
        db.execute(delete(AuditEntry).where(among(AuditEntry.id, ids)), execution_options=IN_SETS)
    return Swept(ids, backlog(db, due, len(ids), limit))
