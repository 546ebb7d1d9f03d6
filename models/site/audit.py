"""Writing the audit log: who did what (contract 12.47). `audit_log` reads it."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

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
