"""Groups of people with an account: made, renamed, deleted, and who is in them."""

from collections.abc import Callable

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.errors import Invalid, NotFound, translatable
from models.plumbing import database
from models.plumbing.fields import clean_group_name
from models.plumbing.paging import Page, page_of
from models.tables import User, UserGroup, UserGroupMember

TAKEN = translatable("There is already a group with this name")


def groups(db: Session, page: int = 1) -> Page[tuple[UserGroup, int]]:
    """Each with how many people are in it."""
    members = select(func.count()).where(UserGroupMember.group_id == UserGroup.id).scalar_subquery()
    return page_of(db, select(UserGroup, members).order_by(UserGroup.name), page)


def group(db: Session, group_id: int) -> UserGroup:
    """Raises NotFound."""
    found = db.get(UserGroup, group_id)
    if found is None:
        raise NotFound("There is no such group.")
    return found


def group_by_name(db: Session, name: str) -> UserGroup:
    """Raises Invalid, naming the field `group`."""
    found = db.scalar(select(UserGroup).where(UserGroup.name == clean_group_name(name)))
    if found is None:
        raise Invalid("group", "There is no group with this name")
    return found


def members(db: Session, group_id: int, page: int = 1) -> Page[User]:
    member = select(UserGroupMember.user_id).where(UserGroupMember.group_id == group_id)
    return page_of(db, select(User).where(User.id.in_(member)).order_by(User.email), page)


def create_group(db: Session, name: str) -> UserGroup:
    """Raises Invalid for a name that is none, or taken."""
    made = UserGroup(name=clean_group_name(name))
    _taking_the_name(db, lambda: db.add(made))
    return made


def rename_group(db: Session, group_id: int, name: str) -> None:
    """Raises Invalid as creating does, and NotFound."""
    new = clean_group_name(name)
    renaming = update(UserGroup).where(UserGroup.id == group_id).values(name=new).returning(UserGroup.id)
    renamed: list[int] = []
    _taking_the_name(db, lambda: renamed.extend(db.scalars(renaming)))
    if not renamed:
        raise NotFound("There is no such group.")


def _taking_the_name(db: Session, write: Callable[[], None]) -> None:
    """The constraint decides, so that two at once cannot both take it."""
    try:
        with db.begin_nested():
            write()
    except IntegrityError:
        raise Invalid("name", TAKEN) from None


def delete_group(db: Session, group_id: int) -> None:
    """Its members keep their accounts, and lose what the group permitted them. Twice is once."""
    db.execute(delete(UserGroup).where(UserGroup.id == group_id))


def add_member(db: Session, group_id: int, user_id: int) -> None:
    """Twice is once. Raises NotFound for a group that is gone."""
    # Held until the commit, so that a group which is deleted meanwhile is not the database's error.
    if (
        db.scalar(select(UserGroup.id).where(UserGroup.id == group_id).with_for_update(read=True, key_share=True))
        is None
    ):
        raise NotFound("There is no such group.")
    database.insert_missing(db, UserGroupMember, group_id=group_id, user_id=user_id)


def remove_member(db: Session, group_id: int, user_id: int) -> None:
    """Twice is once."""
    mine = UserGroupMember.group_id == group_id
    db.execute(delete(UserGroupMember).where(mine, UserGroupMember.user_id == user_id))
