"""Live sessions: announcing one, moving its start, and ending it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.errors import Invalid, NotFound
from models.files import live_folder
from models.links.bounding import check_instant
from models.plumbing.folding import fold
from models.site.locks import lock_media, lock_site
from models.tables import LiveSession, MediaItem
from models.tables.live_session import LiveState
from models.tables.media_item import Kind


@dataclass(frozen=True)
class StreamSource:
    """Either a folder of ours or a playlist on another server."""

    folder: str | None = None
    # Of the playlist in the folder. Without it, the usual names count.
    playlist_name: str | None = None
    # When the newest file was written that lies in the folder. It is of an earlier session.
    left_until: int = 0
    playlist_url: str | None = None
    # Of all servers that a page needs to play it. None: they have not been read.
    playlist_origins: str | None = None


def in_folder(folder: str, playlist_name: str | None = None) -> StreamSource:
    """Looks at every file in the folder, so hold no transaction meanwhile."""
    return StreamSource(folder, playlist_name, left_until=live_folder.newest_file_in(folder))


def source_of(
    folder: str | None, playlist_name: str | None, playlist_url: str | None, *, origins_of: Callable[[str], str]
) -> StreamSource:
    """What was typed, when it was looked at. `origins_of` reads the playlist of another server, which may take 10
    seconds, so hold no transaction meanwhile. Raises Invalid, also if there is no source or more than one."""
    if (folder is None) == (playlist_url is None):
        raise Invalid("folder", "Enter either a folder or the address of a playlist")
    if playlist_name is not None and folder is None:
        raise Invalid("playlist_name", "This is only for a playlist in a folder")
    if folder is not None:
        return in_folder(folder, playlist_name)
    url = playlist_url or ""
    return StreamSource(playlist_url=url, playlist_origins=origins_of(url))


def add_live(
    db: Session, *, owner_id: int, title: str, source: StreamSource, starts_at: datetime | None, now: datetime
) -> MediaItem:
    """Raises Invalid if the folder belongs to another owner, or for a start that not every zone can show."""
    check_instant("starts_at", starts_at)
    if source.folder is not None:
        _check_owner(db, source.folder, owner_id)
    media = MediaItem(kind=Kind.LIVE, title=title, folded=fold(title), owner_id=owner_id, created_at=now)
    db.add(media)
    db.flush()
    db.add(LiveSession(media_id=media.id, starts_at=starts_at, **asdict(source)))
    return media


def note_origins(db: Session, media_id: int, playlist_url: str, origins: str) -> bool:
    """What was read anew of this playlist. Returns False, and does nothing, if the servers are those that were known,
    or if the session has another playlist by now."""
    same = LiveSession.media_id == media_id, LiveSession.playlist_url == playlist_url
    other = LiveSession.playlist_origins.is_distinct_from(origins)
    noted = update(LiveSession).where(*same, other).values(playlist_origins=origins).returning(LiveSession.media_id)
    return db.scalar(noted) is not None


def move_start(db: Session, media_id: int, starts_at: datetime | None, *, now: datetime) -> bool:
    """A `starts_at` of None means that it has started: now, if its start is still to come. What an encoder wrote before
    is for nobody else (contract 9.6). Returns whether the start is another one now.

    Raises NotFound if there is no such live session, and Invalid if it has ended.
    """
    lock_media(db, media_id)
    locked = select(LiveSession).where(LiveSession.media_id == media_id).with_for_update()
    live = db.scalar(locked.execution_options(populate_existing=True))
    if live is None:
        raise NotFound("There is no live session %(id)s.", id=str(media_id))
    if live.ended_at is not None and live.ended_at <= now:
        raise Invalid("starts_at", "This live session has ended.")
    before = live.starts_at
    live.starts_at = now if starts_at is None and before is not None and before > now else starts_at
    return live.starts_at != before


def start_now(db: Session, media_id: int, *, now: datetime) -> bool:
    """Returns False, and does nothing, if it has started or is over."""
    upcoming = LiveSession.media_id == media_id, LiveSession.state(now) == LiveState.UPCOMING
    started = update(LiveSession).where(*upcoming).values(starts_at=now).returning(LiveSession.media_id)
    return db.scalar(started) is not None


def end_live(db: Session, media_id: int, *, now: datetime) -> bool:
    """Returns False if it has been ended before: the first end stays. Raises NotFound if there is no such live
    session."""
    this = LiveSession.media_id == media_id
    ended = update(LiveSession).where(this, LiveSession.ended_at.is_(None)).values(ended_at=now)
    if db.scalar(ended.returning(LiveSession.media_id)) is not None:
        return True
    if db.scalar(select(LiveSession.media_id).where(this)) is None:
        raise NotFound("There is no live session %(id)s.", id=str(media_id))
    return False


def is_on_or_upcoming(db: Session, folder: str, *, now: datetime) -> bool:
    """Whether a live session that uses this folder is on or upcoming, so that its encoder may write there."""
    here = LiveSession.in_folder(folder).where(MediaItem.deleted_at.is_(None))
    return bool(db.scalar(select(here.where(LiveSession.state(now) != LiveState.OVER).exists())))


def _check_owner(db: Session, folder: str, owner_id: int) -> None:
    """Raises Invalid if the folder belongs to another owner. Nobody else can name it before the commit."""
    # If two people name the same folder at once, the second one waits here for the first. A unique constraint would not
    # do, because owners may use a folder of their own again for the next session.
    lock_site(db)
    if _belongs_to_another(db, folder, owner_id):
        raise Invalid("folder", "This folder belongs to someone else’s live session")


def _belongs_to_another(db: Session, folder: str, owner_id: int) -> bool:
    """A folder belongs to the first owner who names it, until their session is deleted and the folder is empty
    (contract 9.3). Otherwise anyone could watch another owner's stream by naming its folder."""
    here = LiveSession.in_folder(folder)
    if db.scalar(select(here.where(MediaItem.deleted_at.is_(None), MediaItem.owner_id == owner_id).exists())):
        return False
    others = here.where(MediaItem.owner_id != owner_id)
    if db.scalar(select(others.where(LiveSession.holds_folder()).exists())):
        return True
    return bool(db.scalar(select(others.exists()))) and live_folder.holds_anything(folder)
