"""Groups of people with an account, and their members. An admin can permit a whole group to create guest links."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Invalid, NotFound
from models.plumbing import database
from models.plumbing.changed_fields import changed_fields
from models.plumbing.collating import folded
from models.plumbing.fields import clean_group_name
from models.plumbing.paging import Page, page_of
from models.site.audit import changed
from models.site.locks import lock_user_group
from models.tables import User, UserGroup, UserGroupMember
from models.tables.named import keys_of

Written = TypeVar("Written")


def groups(db: Session, page: int = 1, *, language: str = "en") -> Page[tuple[UserGroup, int]]:
    """One page of groups, each with its number of members."""
    members = select(func.count()).where(UserGroupMember.group_id == UserGroup.id).scalar_subquery()
    return page_of(db, select(UserGroup, members).order_by(UserGroup.place(language), UserGroup.id), page)


def group_by_id(db: Session, group_id: int) -> UserGroup:
    """Raises NotFound."""
    group = db.get(UserGroup, group_id)
    if group is None:
        raise NotFound("There is no such group.")
    return group


def group_by_name(db: Session, name: str) -> UserGroup:
    """For forms: the group with this name, else one whose name differs in case alone. Raises Invalid, which names the
    field `group`."""
    wanted = clean_group_name(name)
    alike = _groups_like(db, wanted)
    group_id = next((each for each, known in alike if known == wanted), None) or next((each for each, _ in alike), None)
    if group_id is None:
        raise Invalid("group", "There is no group with this name")
    return group_by_id(db, group_id)


def _groups_like(db: Session, name: str) -> list[tuple[int, str]]:
    """Id and name of each group whose name is this one, whatever its case."""
    known = db.execute(select(UserGroup.id, UserGroup.name).order_by(UserGroup.id)).all()
    return [(group_id, each) for group_id, each in known if folded(each) == folded(name)]


def members(db: Session, group_id: int, page: int = 1, *, language: str = "en") -> Page[User]:
    member = select(UserGroupMember.user_id).where(UserGroupMember.group_id == group_id)
    by_name = select(User).where(User.id.in_(member)).order_by(User.place(language), User.id)
    return page_of(db, by_name, page)


def create_group(db: Session, name: str) -> UserGroup:
    """Raises Invalid if the name cannot be used or is taken."""
    group = UserGroup(name=clean_group_name(name))
    _require_free(db, group.name)
    _write_name(db, lambda: db.add(group))
    return group


def rename_group(db: Session, group_id: int, name: str, *, shown: str | None = None) -> str:
    """Returns what has changed, in the words of the audit log, and nothing if that is nothing. `shown` is the name that
    the form showed. Raises ChangedMeanwhile if somebody else has renamed it since, Invalid if the name cannot be used
    or is taken, and NotFound."""
    new_name = clean_group_name(name)
    old_name = db.scalar(select(UserGroup.name).where(UserGroup.id == group_id).with_for_update())
    if old_name is None:
        raise NotFound("There is no such group.")
    if not changed_fields({"name": old_name}, {"name": shown or old_name}, {"name": new_name}):
        return ""
    _require_free(db, new_name, but=group_id)
    rename = update(UserGroup).where(UserGroup.id == group_id).values(name=new_name, **keys_of(new_name))
    _write_name(db, lambda: db.execute(rename))
    return changed(old_name, new_name)


def _require_free(db: Session, name: str, *, but: int | None = None) -> None:
    """Two admins who add two spellings of a name at the same moment both succeed; one spelling is written once."""
    if any(group_id != but for group_id, _ in _groups_like(db, name)):
        raise Invalid("name", "There is already a group with this name")


def _write_name(db: Session, write: Callable[[], Written]) -> Written:
    """Raises Invalid if the name is taken. The unique constraint decides, so two writers cannot both get the name."""
    try:
        with db.begin_nested():
            return write()
    except IntegrityError:
        raise Invalid("name", "There is already a group with this name") from None


def delete_group(db: Session, group_id: int) -> str:
    """The members keep their accounts, but may no longer do what only the group permitted. Returns its name. Raises
    NotFound."""
    name: str | None = db.scalar(delete(UserGroup).where(UserGroup.id == group_id).returning(UserGroup.name))
    if name is None:
        raise NotFound("There is no such group.")
    return name


def add_member(db: Session, group_id: int, user_id: int) -> bool:
    """Returns False if the person is a member already. Raises NotFound if the group was deleted."""
    # Without the lock, deleting the group at this moment would make the insert fail with an error of the database.
    if not lock_user_group(db, group_id):
        raise NotFound("There is no such group.")
    return database.insert_missing(db, UserGroupMember, group_id=group_id, user_id=user_id)


def remove_member(db: Session, group_id: int, user_id: int) -> bool:
    """Returns False if the person is no member."""
    in_group = UserGroupMember.group_id == group_id
    gone = delete(UserGroupMember).where(in_group, UserGroupMember.user_id == user_id)
    return db.scalar(gone.returning(UserGroupMember.user_id)) is not None
