"""Writing the audit log: who did what (contract 12.47), and removing what is old (12.53). `audit_log` reads it."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.plumbing.sweeping import IN_SETS, Swept, among, backlog, claim
from models.tables import AuditEntry

MOST_DETAIL = 300


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


def remove_old_audit_entries(db: Session, *, now: datetime, limit: int) -> Swept:
    """The sweep that removes entries after `GUESTLINK_AUDIT_DAYS`, the oldest first."""
    old = AuditEntry.removal_due(now, settings().audit_days)
    due = select(AuditEntry.id).where(old).order_by(AuditEntry.at)
    ids = claim(db, due, limit)
    if ids:
        db.execute(delete(AuditEntry).where(among(AuditEntry.id, ids)), execution_options=IN_SETS)
    return Swept(ids, backlog(db, due, len(ids), limit))
