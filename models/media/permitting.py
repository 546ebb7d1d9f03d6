"""Who may do what with an item: the one place that the web and the command line ask (contract 2.4, 2.5)."""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from models.errors import Forbidden, NotFound
from models.tables import MediaItem, Module, PermittedGroup, PermittedUser, User, UserGroupMember
from models.tables.media_item import Kind
from models.tables.module import INVITETOMEDIA, Permits
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
    if media.kind == Kind.CHANNEL_ROOM:
        return False
    return bool(db.scalar(select(and_(Module.guest_links_on(), _permitted(user)))))


def are_links_on(db: Session) -> bool:
    """Whether the site has guest links at all just now, whoever asks."""
    return bool(db.scalar(select(Module.guest_links_on())))


def _permitted(user: User) -> ColumnElement[bool]:
    """By a minimal role, or by name: the user's own or that of a group. By name an admin has to be named too."""
    reached = [role for role in Role if Role(user.role).reaches(role)]
    by_role = and_(Module.permits == Permits.ROLE, Module.minimal_role.in_(reached))
    membership = and_(UserGroupMember.group_id == PermittedGroup.group_id, UserGroupMember.user_id == user.id)
    named = or_(exists().where(PermittedUser.user_id == user.id), exists().where(membership))
    rule = or_(by_role, and_(Module.permits == Permits.NAMED, named))
    return exists().where(Module.name == INVITETOMEDIA, rule)


def may_upload(user: User) -> bool:
    return Role(user.role).reaches(Role.CONTRIBUTOR)
