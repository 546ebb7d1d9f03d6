"""Lists of media items, for the owner's pages and the command line."""

from collections.abc import Sequence

from sqlalchemy import literal_column, not_, select
from sqlalchemy.orm import Session

from models.plumbing.paging import Page, page_of
from models.tables import MediaFile, MediaItem, User
from models.tables.media_file import FileRole
from models.tables.media_item import Visibility
from models.tables.user import Role

MAX_SHARED = 100
ITEMS_PER_PAGE = 24


def media_of(db: Session, user: User, page: int = 1) -> Page[MediaItem]:
    """One page of the items that this person may edit, newest first. Raises NotFound if there is no such page."""
    editable = select(MediaItem).where(MediaItem.editable_by(user)).order_by(MediaItem.id.desc())
    return page_of(db, editable, page, rows_per_page=ITEMS_PER_PAGE)


def shared_with(db: Session, user: User) -> list[MediaItem]:
    """The items that other people share with everybody on this site, newest first, at most MAX_SHARED."""
    if user.role == Role.ADMIN:
        # An admin may edit all items. The database would read all of them to find that out.
        return []
    site_wide = MediaItem.deleted_at.is_(None), MediaItem.visibility == literal_column(f"'{Visibility.SITE}'")
    shared = select(MediaItem).where(*site_wide, not_(MediaItem.editable_by(user)))
    return list(db.scalars(shared.order_by(MediaItem.id.desc()).limit(MAX_SHARED)))


def with_poster(db: Session, media_ids: Sequence[int]) -> set[int]:
    """Which of these items have a poster."""
    posters = MediaFile.media_id.in_(media_ids), MediaFile.role == FileRole.POSTER
    return set(db.scalars(select(MediaFile.media_id).where(*posters)))


def all_media(db: Session) -> list[MediaItem]:
    """All items that are not deleted, oldest first."""
    return list(db.scalars(select(MediaItem).where(MediaItem.deleted_at.is_(None)).order_by(MediaItem.id)))
