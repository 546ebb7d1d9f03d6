"""Broadcasting: a live session is announced, and ended."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.errors import Invalid, NotFound
from models.files import live_folder
from models.site.locks import lock_media, lock_site
from models.tables import LiveSession, MediaItem
from models.tables.live_session import LiveState
from models.tables.media_item import Kind


def add_live(
    db: Session,
    *,
    owner_id: int,
    title: str,
    folder: str | None = None,
    playlist_url: str | None = None,
    starts_at: datetime | None,
    now: datetime,
) -> MediaItem:
    """The item and where its stream comes from: a folder of ours, or a playlist that somebody else serves.

    Raises Invalid when both or neither are named, and when the folder is another owner's.
    """
    if (folder is None) == (playlist_url is None):
        raise Invalid("source", "Name either a folder or the address of a playlist")
    if folder is not None and _is_anothers(db, folder, owner_id):
        raise Invalid("folder", "This folder belongs to the live session of somebody else")
    media = MediaItem(kind=Kind.LIVE, title=title, owner_id=owner_id, created_at=now)
    db.add(media)
    db.flush()
    db.add(LiveSession(media_id=media.id, folder=folder, playlist_url=playlist_url, starts_at=starts_at))
    return media


def move_start(db: Session, media_id: int, starts_at: datetime | None, *, now: datetime) -> None:
    """It begins then; None: it has begun. Raises NotFound where there is no live session, Invalid when it is over."""
    lock_media(db, media_id)
    live = db.scalar(select(LiveSession).where(LiveSession.media_id == media_id).with_for_update())
    if live is None:
        raise NotFound("There is no live session %(id)s.", id=str(media_id))
    if live.ended_at is not None and live.ended_at <= now:
        raise Invalid("starts_at", "This live session has ended.")
    live.starts_at = starts_at


def end_live(db: Session, media_id: int, *, now: datetime) -> None:
    """Over from now on; one that is over already keeps its end. Raises NotFound where there is no live session."""
    ended = db.scalar(
        update(LiveSession)
        .where(LiveSession.media_id == media_id)
        .values(ended_at=func.coalesce(LiveSession.ended_at, now))
        .returning(LiveSession.media_id)
    )
    if ended is None:
        raise NotFound("There is no live session %(id)s.", id=str(media_id))


def is_awaited(db: Session, folder: str, *, now: datetime) -> bool:
    """Whether a live session is on, or to come, whose encoder writes into this folder."""
    here = LiveSession.in_folder(folder).where(MediaItem.deleted_at.is_(None))
    return bool(db.scalar(select(here.where(LiveSession.state(now) != LiveState.ENDED).exists())))


def _is_anothers(db: Session, folder: str, owner_id: int) -> bool:
    """Whoever could name the folder of somebody else could watch what is not shared with them. Theirs it stays, once
    their session is deleted, until all that was written there is erased."""
    # Two people who name one folder in one moment: the second waits here. (No constraint can say it: one's own folder
    # may be named again, for the next session.)
    lock_site(db)
    here = LiveSession.in_folder(folder)
    if db.scalar(select(here.where(MediaItem.deleted_at.is_(None), MediaItem.owner_id == owner_id).exists())):
        return False
    others = here.where(MediaItem.owner_id != owner_id)
    if db.scalar(select(others.where(LiveSession.holds_folder()).exists())):
        return True
    return bool(db.scalar(select(others.exists()))) and live_folder.holds_anything(folder)
