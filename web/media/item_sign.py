"""How an item is now. Pages that are open are told: whether it is live, is prepared, and is still theirs to watch."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from models.media import showing
from models.media.preparing import Preparing
from models.media.showing import ShownLive

# For a visit that is over. The page is to be loaded again, and the server then decides.
OVER: dict[str, Any] = {"live": None, "starts_at": None, "prepared": None, "ended": True}


def of(db: Session | Connection, media_id: int, *, for_guests: bool, now: datetime) -> dict[str, Any]:
    return of_all(db, [media_id], for_guests=for_guests, now=now)[media_id]


def of_all(
    db: Session | Connection, media_ids: Collection[int], *, for_guests: bool, now: datetime
) -> dict[int, dict[str, Any]]:
    """Of each of these items, in one statement."""
    found = showing.signs_of_all(db, media_ids, now=now)
    return {media_id: sign(*each, for_guests=for_guests, now=now) for media_id, each in found.items()}


def sign(live: ShownLive | None, preparing: Preparing, *, for_guests: bool, now: datetime) -> dict[str, Any]:
    return {
        "live": live.state_now(for_guests=for_guests, now=now) if live else None,
        "starts_at": live.starts_at.isoformat() if live and live.starts_at else None,
        "prepared": prepared(preparing) if live is None else None,
        "ended": False,
    }


def prepared(preparing: Preparing) -> dict[str, Any]:
    """`state` is `ready` when guests can watch it. `progress` is in percent, as long as something is being made. `file`
    is the one to play: the one that every browser plays, as soon as it is there."""
    return {
        "state": preparing.state,
        "progress": preparing.progress,
        "failed": preparing.has_failed,
        "file": preparing.file_id,
    }
