"""What is done at the command line is noted in the audit log (contract 12.47)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def note(db: "Session", act: str, *, media_id: int | None = None, link_id: int | None = None, detail: str = "") -> None:
    """In the transaction of the act. See `audit.note` for what `detail` may hold."""
    from models.plumbing import clock
    from models.site import audit

    audit.note(db, act, user_id=None, media_id=media_id, link_id=link_id, detail=detail, now=clock.utcnow())


def note_items(db: "Session", act: str, media_ids: "Sequence[int]", *, about: str = "") -> None:
    """An entry for each of these items."""
    from models.plumbing import clock
    from models.site import audit

    audit.note_items(db, act, media_ids, user_id=None, about=about, now=clock.utcnow())
