"""What the person who is signed in does is noted in the audit log (contract 12.47)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.plumbing import clock
from models.site import audit
from web.account.login import signed_in_user


def note(db: Session, act: str, *, media_id: int | None = None, link_id: int | None = None, detail: str = "") -> None:
    """In the transaction of the act. See `audit.note` for what `detail` may hold."""
    user_id = signed_in_user().id
    audit.note(db, act, user_id=user_id, media_id=media_id, link_id=link_id, detail=detail, now=clock.utcnow())


def note_items(db: Session, act: str, media_ids: Sequence[int], *, about: str = "") -> None:
    """An entry for each of these items."""
    audit.note_items(db, act, media_ids, user_id=signed_in_user().id, about=about, now=clock.utcnow())
