"""Who may do what with a media item (contract 2.3 to 2.8)."""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from models.errors import Forbidden, NotFound
from models.tables import MediaItem, Module, PermittedGroup, PermittedUser, User, UserGroupMember
from models.tables.media_item import Kind
from models.tables.module import INVITETOMEDIA, Permits
from models.tables.user import Role


def visible_media(db: Session, media_id: int, user: User | None) -> MediaItem:
    """The item, if this person may watch it. Otherwise raises NotFound: they may not even know that it exists."""
    media = db.scalar(select(MediaItem).where(MediaItem.id == media_id, MediaItem.visible_to(user)))
    if media is None:
        raise NotFound
    return media


def owned_media(db: Session, media_id: int, user: User) -> MediaItem:
    """The item, if this person is an owner. Raises NotFound, or Forbidden if they may only watch."""
    media = visible_media(db, media_id, user)
    if not is_owner(db, media_id, user):
        raise Forbidden("Only an owner of this media can do that.")
    return media


def is_owner(db: Session, media_id: int, user: User | None) -> bool:
    if user is None:
        return False
    return bool(db.scalar(select(exists().where(MediaItem.id == media_id, MediaItem.editable_by(user)))))


def may_create_links(db: Session, media: MediaItem, user: User) -> bool:
    """Whether the admin's rule permits this person to, guest links are on, and the item can have links. It does not
    check that the person is an owner."""
    return media.kind != Kind.CHANNEL_ROOM and may_invite(db, user)


def may_invite(db: Session, user: User) -> bool:
    """Whether this person may create links for items that they own and that can have links."""
    return bool(db.scalar(select(and_(Module.guest_links_on(), _permitted(user)))))


def are_links_on(db: Session) -> bool:
    """Whether guest links are turned on for the site."""
    return bool(db.scalar(select(Module.guest_links_on())))


def _permitted(user: User) -> ColumnElement[bool]:
    """Whether the admin's rule permits this person to create links: by role, or because they or one of their groups are
    named. If only named people may, an admin must be named too (contract 2.3)."""
    reached = [role for role in Role if Role(user.role).is_at_least(role)]
    by_role = and_(Module.permits == Permits.ROLE, Module.minimal_role.in_(reached))
    membership = and_(UserGroupMember.group_id == PermittedGroup.group_id, UserGroupMember.user_id == user.id)
    named = or_(exists().where(PermittedUser.user_id == user.id), exists().where(membership))
    rule = or_(by_role, and_(Module.permits == Permits.NAMED, named))
    return exists().where(Module.name == INVITETOMEDIA, rule)


def is_permitted(db: Session, user_id: int) -> bool:
    """Whether the admin's rule permits this person to create guest links for items that they own."""
    return bool(db.scalar(select(_permitted(db.get_one(User, user_id)))))


def may_upload(user: User) -> bool:
    return Role(user.role).is_at_least(Role.CONTRIBUTOR)
