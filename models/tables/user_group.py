"""Groups of people with an account, and whom an admin permits by name. Not to be confused with guest groups."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.user import User


class UserGroup(Base):
    __tablename__ = "user_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class UserGroupMember(Base):
    __tablename__ = "user_group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey(UserGroup.id, ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)


class PermittedUser(Base):
    """A user whom the admin named: may create guest links where `Module.permits` is `named`."""

    __tablename__ = "permitted_user"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False)


class PermittedGroup(Base):
    """A group that the admin named: its members may create guest links where `Module.permits` is `named`."""

    __tablename__ = "permitted_group"

    group_id: Mapped[int] = mapped_column(
        ForeignKey(UserGroup.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
