"""Who may do what with an item: the one place that the web and the command line ask (SPEC 2, who may)."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.plumbing.errors import Forbidden, NotFound
from models.tables import MediaItem, Module, User
from models.tables.media_item import Kind
from models.tables.module import INVITETOMEDIA
from models.tables.user import Role


def visible_media(db: Session, media_id: int, user: User | None) -> MediaItem:
    """The item, for somebody who may watch it. Raises NotFound to all others, who may not know it exists."""
    media = db.scalar(select(MediaItem).where(MediaItem.id == media_id, MediaItem.visible_to(user)))
    if media is None:
        raise NotFound
    return media


def owned_media(db: Session, media_id: int, user: User) -> MediaItem:
    """The item, for its owners. Raises NotFound, or Forbidden to those who may only watch."""
    media = visible_media(db, media_id, user)
    if not is_owner(db, media_id, user):
        raise Forbidden("Only an owner of this media may do that.")
    return media


def is_owner(db: Session, media_id: int, user: User) -> bool:
    return bool(db.scalar(select(exists().where(MediaItem.id == media_id, MediaItem.editable_by(user)))))


def may_create_links(db: Session, media: MediaItem, user: User) -> bool:
    """Permitted by the admin's rule, on a site and an item where guest links exist at all. Ownership comes on top."""
    if media.kind == Kind.CHANNEL_ROOM or not guest_links_on(db):
        return False
    minimal = db.scalar(select(Module.minimal_role).where(Module.name == INVITETOMEDIA))
    return minimal is not None and Role(user.role).reaches(Role(minimal))


def guest_links_on(db: Session) -> bool:
    return bool(db.scalar(select(Module.guest_links_on())))


def may_upload(user: User) -> bool:
    return Role(user.role).reaches(Role.CONTRIBUTOR)
