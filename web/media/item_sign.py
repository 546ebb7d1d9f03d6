"""How an item is now. Pages that are open ask for it: whether it is live, is prepared, and is still theirs to watch."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.media import showing
from models.media.preparing import Preparing, preparing_of

# For a visit that is over. The page is to be loaded again, and the server then decides.
OVER: dict[str, Any] = {"live": None, "prepared": None, "ended": True}


def of(db: Session, media_id: int, *, for_guests: bool, now: datetime) -> dict[str, Any]:
    live = showing.shown_live(db, media_id, now=now)
    return {
        "live": live.state_now(for_guests=for_guests, now=now) if live else None,
        "starts_at": live.starts_at.isoformat() if live and live.starts_at else None,
        "prepared": _prepared(db, media_id) if live is None else None,
        "ended": False,
    }


def _prepared(db: Session, media_id: int) -> dict[str, Any]:
    """`state` is `ready` when guests can watch it. `progress` is in percent, as long as something is being made. `file`
    is the one to play: the one that every browser plays, as soon as it is there."""
    return prepared(preparing_of(db, media_id))


def prepared(preparing: Preparing) -> dict[str, Any]:
    return {
        "state": preparing.state,
        "progress": preparing.progress,
        "failed": preparing.has_failed,
        "file": preparing.file_id,
    }
