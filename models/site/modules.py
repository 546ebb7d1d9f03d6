"""The modules: on or off, who may create guest links, and the limits for new links (contract 2.2, 2.3, 2.9)."""

from dataclasses import dataclass, fields, replace

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models.errors import Invalid, NotFound
from models.plumbing import database
from models.plumbing.changed_fields import changed_fields
from models.plumbing.collating import sort_key
from models.site.locks import lock_site, lock_user_group
from models.tables import Module, PermittedGroup, PermittedUser, User, UserGroup
from models.tables.module import INVITETOMEDIA, Permits
from models.tables.user import Role

# How many people can be named, and how many groups.
MOST_NAMED = 200


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What the form of a new link is filled in with, and the largest values it accepts (contract 2.9). None: blank, and
    no largest value."""

    default_clicks: int | None = None
    most_clicks: int | None = None
    default_days: int | None = None
    most_days: int | None = None


@dataclass(frozen=True)
class Rules(Bounds):
    """Who may create guest links, and the bounds of new ones."""

    permits: str
    minimal_role: str


@dataclass(frozen=True)
class PermittedByName:
    users: list[User]
    groups: list[UserGroup]


def modules(db: Session) -> dict[str, Module]:
    return {module.name: module for module in db.scalars(select(Module))}


def switch_module(db: Session, name: str, *, enabled: bool) -> bool:
    """Nothing else changes, so links and guest sessions work again when the module is on again (contract 2.2). Returns
    False if it was so already. Raises NotFound."""
    other = update(Module).where(Module.name == name, Module.enabled.is_not(enabled)).values(enabled=enabled)
    if db.scalar(other.returning(Module.name)) is not None:
        return True
    if db.scalar(select(Module.name).where(Module.name == name)) is None:
        raise NotFound
    return False


def set_rules(db: Session, wanted: Rules, *, shown: Rules | None = None) -> Rules | None:
    """Links that exist stay as they are. Only what differs from `shown` is written; without it, all of it. Returns the
    rules that hold now. None if they did already. Raises ChangedMeanwhile if somebody else has changed what is to be
    written, and Invalid, which names the field."""
    locked = select(Module).where(Module.name == INVITETOMEDIA).with_for_update()
    module = db.scalars(locked, execution_options={"populate_existing": True}).one()
    current = rules_of(module)
    changes = changed_fields(vars(current), vars(shown or current), vars(wanted))
    rules = replace(current, **changes)
    _check_rules(rules)
    for name, value in changes.items():
        setattr(module, name, value)
    return rules if changes else None


def rules_of(module: Module) -> Rules:
    return Rules(**{field.name: getattr(module, field.name) for field in fields(Rules)})


def _check_rules(rules: Rules) -> None:
    if rules.permits not in list(Permits):
        raise Invalid("permits", "Choose who can create guest links")
    Role.from_name(rules.minimal_role, field="minimal_role")
    check_at_most("default_clicks", "Number of clicks", rules.default_clicks, rules.most_clicks)
    check_at_most("default_days", "Number of days", rules.default_days, rules.most_days)


def check_at_most(field: str, label: str, number: int | None, most: int | None) -> None:
    """Raises Invalid if both are given and the number is larger."""
    if number is not None and most is not None and number > most:
        raise Invalid(field, "%(label)s must be %(most)s or fewer", label=label, most=most)


def bounds(db: Session) -> Bounds:
    columns = [getattr(Module, field.name) for field in fields(Bounds)]
    return Bounds(**db.execute(select(*columns).where(Module.name == INVITETOMEDIA)).one()._asdict())


def permitted_by_name(db: Session, *, language: str = "en") -> PermittedByName:
    """The people and groups that the admin named, also while a role decides who may create links."""
    # Not joined: SQLite would go through all people to look whether each is among these.
    users = db.scalars(select(User).where(User.id.in_(select(PermittedUser.user_id))))
    groups = db.scalars(select(UserGroup).where(UserGroup.id.in_(select(PermittedGroup.group_id))))
    return PermittedByName(
        sorted(users, key=lambda user: sort_key(user.name, language)),
        sorted(groups, key=lambda group: sort_key(group.name, language)),
    )


def permit_user(db: Session, user_id: int) -> bool:
    """Returns False if it was named already. Raises Invalid when MOST_NAMED others are named already."""
    lock_site(db)
    if (db.scalar(select(func.count()).where(PermittedUser.user_id != user_id)) or 0) >= MOST_NAMED:
        raise Invalid(
            "email",
            "%(most)s people have been added already. Put them in a group and add the group instead.",
            most=MOST_NAMED,
        )
    return database.insert_missing(db, PermittedUser, user_id=user_id)


def unpermit_user(db: Session, user_id: int) -> bool:
    """Returns False if it was not named."""
    gone = delete(PermittedUser).where(PermittedUser.user_id == user_id)
    return db.scalar(gone.returning(PermittedUser.user_id)) is not None


def permit_group(db: Session, group_id: int) -> bool:
    """Returns False if it was named already. Raises Invalid when MOST_NAMED others are named already, and NotFound if
    it was deleted."""
    lock_site(db)
    if (db.scalar(select(func.count()).where(PermittedGroup.group_id != group_id)) or 0) >= MOST_NAMED:
        raise Invalid("group", "%(most)s groups have been added already. Remove one first.", most=MOST_NAMED)
    if not lock_user_group(db, group_id):
        raise NotFound
    return database.insert_missing(db, PermittedGroup, group_id=group_id)


def unpermit_group(db: Session, group_id: int) -> bool:
    """Returns False if it was not named."""
    gone = delete(PermittedGroup).where(PermittedGroup.group_id == group_id)
    return db.scalar(gone.returning(PermittedGroup.group_id)) is not None
