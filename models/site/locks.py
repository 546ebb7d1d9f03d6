"""Row locks. A use-case takes them before it decides anything, and holds them until its commit.

The order is always media item, then guest link, then guest session. Files and workflows come after their item, and a
preparation after its workflow. Two transactions that locked the same rows in different orders could wait for each
other. The site's row, where it is needed, is locked before all of them.
"""

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.tables import MediaItem, Site, UserGroup


def lock_site(db: Session) -> None:
    """A second transaction that calls this waits here for the first one, and then sees what it has changed."""
    db.scalar(select(Site.id).with_for_update())


def lock_media(db: Session, media_id: int) -> MediaItem:
    """Raises NotFound if there is no such item, or it is deleted."""
    media = db.scalar(media_for_update().where(MediaItem.id == media_id))
    if media is None or media.deleted_at is not None:
        raise NotFound
    return media


def media_for_update() -> Select[MediaItem]:
    """A query that locks the media items it returns, deleted ones too. Those that the session holds are read anew.

    The lock (FOR NO KEY UPDATE) lets others insert rows that refer to the item. A stronger one would cause deadlocks: a
    sweep that has locked a link and adds its workflow would wait for the item, while an owner who has locked the item
    waits for the link.
    """
    locked = select(MediaItem).with_for_update(of=MediaItem, key_share=True)
    return locked.execution_options(populate_existing=True)


def lock_items(db: Session, which: ColumnElement[bool]) -> None:
    """Lock these media items, deleted ones too. In one order, so that two transactions do not wait for each other."""
    db.execute(media_for_update().with_only_columns(MediaItem.id).where(which).order_by(MediaItem.id)).all()


def lock_user_group(db: Session, group_id: int) -> bool:
    """Keep the group from being deleted before the commit. Returns False if it is already gone."""
    group = select(UserGroup.id).where(UserGroup.id == group_id)
    return db.scalar(group.with_for_update(read=True, key_share=True)) is not None
