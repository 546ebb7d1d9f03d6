"""The modules: on or off, who may create guest links, and within what bounds (contract 2.2, 2.3, 2.9)."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models.errors import Invalid, NotFound
from models.plumbing import database
from models.site.locks import lock_group
from models.tables import Module, PermittedGroup, PermittedUser, User, UserGroup
from models.tables.module import INVITETOMEDIA, Permits
from models.tables.user import Role

# Of people, and of groups: more than anybody reads through belongs into a group.
MOST_NAMED = 200


@dataclass(frozen=True)
class Rules:
    """A validated form: who is permitted, what *Create new link* fills in, and the most it takes; None is no bound."""

    permits: str
    minimal_role: str
    default_clicks: int | None = None
    most_clicks: int | None = None
    default_days: int | None = None
    most_days: int | None = None


@dataclass(frozen=True)
class Permitted:
    users: list[User]
    groups: list[UserGroup]


def modules(db: Session) -> dict[str, Module]:
    return {module.name: module for module in db.scalars(select(Module))}


def switch_module(db: Session, name: str, *, enabled: bool) -> None:
    """A named state. Nothing else is touched, so what stood before works again when it is on again. Raises NotFound."""
    if db.scalar(update(Module).where(Module.name == name).values(enabled=enabled).returning(Module.name)) is None:
        raise NotFound


def set_rules(db: Session, rules: Rules) -> None:
    """Binds links that are made from now on; existing ones stay as they are. Raises Invalid, naming the field."""
    if rules.permits not in list(Permits):
        raise Invalid("permits", "Choose who may create guest links")
    if rules.minimal_role not in list(Role):
        raise Invalid("minimal_role", "Role must be viewer, contributor or admin")
    _within("default_clicks", "Number of clicks", rules.default_clicks, rules.most_clicks)
    _within("default_days", "Number of days", rules.default_days, rules.most_days)
    db.execute(update(Module).where(Module.name == INVITETOMEDIA).values(**vars(rules)))


def _within(field: str, label: str, default: int | None, most: int | None) -> None:
    if default is not None and most is not None and default > most:
        raise Invalid(field, "%(label)s must be %(most)s or fewer", label=label, most=most)


def permitted(db: Session) -> Permitted:
    """Whom the admin named, whether or not permission goes by names just now."""
    users = db.scalars(select(User).join(PermittedUser, PermittedUser.user_id == User.id).order_by(User.email))
    groups = select(UserGroup).join(PermittedGroup, PermittedGroup.group_id == UserGroup.id).order_by(UserGroup.name)
    return Permitted(list(users), list(db.scalars(groups)))


def permit_user(db: Session, user_id: int) -> None:
    """Twice is once. Raises Invalid when too many are named."""
    if (db.scalar(select(func.count()).where(PermittedUser.user_id != user_id)) or 0) >= MOST_NAMED:
        raise Invalid(
            "email", "%(most)s people are named already. Put them into a group, and name the group.", most=MOST_NAMED
        )
    database.insert_missing(db, PermittedUser, user_id=user_id)


def unpermit_user(db: Session, user_id: int) -> None:
    db.execute(delete(PermittedUser).where(PermittedUser.user_id == user_id))


def permit_group(db: Session, group_id: int) -> None:
    """Twice is once. Raises NotFound for a group that is gone, Invalid when too many are named."""
    if (db.scalar(select(func.count()).where(PermittedGroup.group_id != group_id)) or 0) >= MOST_NAMED:
        raise Invalid("group", "%(most)s groups are named already. Remove one first.", most=MOST_NAMED)
    if not lock_group(db, group_id):
        raise NotFound
    database.insert_missing(db, PermittedGroup, group_id=group_id)


def unpermit_group(db: Session, group_id: int) -> None:
    db.execute(delete(PermittedGroup).where(PermittedGroup.group_id == group_id))
