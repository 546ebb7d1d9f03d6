"""Merging two accounts of one person, for example after the provider was moved and made them a second one."""

from typing import Any, NamedTuple

from sqlalchemy import Column, Table, and_, delete, exists, not_, or_, select, update
from sqlalchemy.orm import Session

from models.errors import Invalid
from models.people import accounts, signing_in, stopping
from models.tables import AuditEntry, Base, MediaCollaborator, MediaItem, User, UserSession
from models.tables.one_time_address import OneTimeAddress


class Merged(NamedTuple):
    """The account that stays, and the items that it has got."""

    heir: User
    media_ids: list[int]


def merge(db: Session, user_id: int, *, into_email: str) -> Merged:
    """Everything of this account belongs to the account with that email, and this one is gone. The other one keeps its
    role, and how it signs in. If it cannot sign in at the provider, it gets the account there too.

    Raises Invalid, which names the field `email`, LastAdmin and NotFound.
    """
    heir = account_that_stays(db, user_id, into_email=into_email)
    user = accounts.user_by_id(db, user_id)
    stopping.lock_items_of(db, user.id)
    # From here on nothing new can refer to this account.
    db.scalar(select(User.id).where(User.id == user.id).with_for_update())
    mine = select(MediaItem.id).where(MediaItem.owner_id == user.id, MediaItem.deleted_at.is_(None))
    media_ids = list(db.scalars(mine))
    # They do not open the account that stays.
    for way_in in (UserSession, OneTimeAddress):
        db.execute(delete(way_in).where(way_in.user_id == user.id))
    _remove_needless_collaborators(db, user, heir)
    awaiting = MediaCollaborator.is_awaiting(user.email)
    db.execute(update(MediaCollaborator).where(awaiting).values(user_id=heir.id))
    # No foreign key: the log outlives accounts.
    db.execute(update(AuditEntry).where(AuditEntry.user_id == user.id).values(user_id=heir.id))
    for table, column in _columns_about_people():
        _move(db, table, column, user.id, heir.id)
    subject = (
        None if db.scalar(select(User.id).where(User.id == heir.id, signing_in.is_linked())) else user.oidc_subject
    )
    db.expire_all()
    db.execute(delete(User).where(User.id == user_id))
    if subject is not None:
        heir.oidc_subject = subject
    db.flush()
    stopping.copy_onto_links_of(db, heir.id)
    return Merged(heir, media_ids)


def account_that_stays(db: Session, user_id: int, *, into_email: str) -> User:
    """Whether the two may be merged. Changes nothing. Raises the same as `merge`."""
    user = accounts.lock_user(db, user_id)
    heir = accounts.user_by_typed_email(db, into_email)
    if heir.id == user.id:
        raise Invalid("email", "This is the same account")
    if heir.disabled_at is not None:
        raise Invalid("email", "This account is disabled")
    accounts.check_admin_remains(db, user)
    return heir


def _remove_needless_collaborators(db: Session, user: User, heir: User) -> None:
    """The person is on the list of an item once, and not on those of their own items. The email of the account that
    stays remains on the list."""
    is_user, is_heir = MediaCollaborator.is_person(user), MediaCollaborator.is_person(heir)
    theirs = MediaCollaborator.media_id.in_(select(MediaItem.id).where(MediaItem.owner_id.in_((user.id, heir.id))))
    again = and_(is_user, MediaCollaborator.media_id.in_(MediaCollaborator.items_of(heir).correlate(None)))
    db.execute(delete(MediaCollaborator).where(or_(again, and_(theirs, or_(is_user, is_heir)))))


def _columns_about_people() -> list[tuple[Table, Column[Any]]]:
    """Every column that refers to an account."""
    tables = Base.metadata.sorted_tables
    account = Base.metadata.tables[User.__tablename__].c.id
    return [(table, key.parent) for table in tables for key in table.foreign_keys if key.column is account]


def _move(db: Session, table: Table, column: Column[Any], user_id: int, heir_id: int) -> None:
    """Where the other account has the same row already, that one stays."""
    mine = column == user_id
    if column.primary_key:
        other = table.alias()
        rest = [other.c[each.name] == each for each in table.primary_key if each is not column]
        same = exists().select_from(other).where(and_(other.c[column.name] == heir_id, *rest)).correlate(table)
        mine = and_(mine, not_(same))
    db.execute(update(table).where(mine).values({column.name: heir_id}))
    db.execute(delete(table).where(column == user_id))
