"""Groups of people with an account, by which an admin permits; never the groups of guests."""

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
    """Named by the admin to create guest links, where permission goes by names (`Module.permits`)."""

    __tablename__ = "permitted_user"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False)


class PermittedGroup(Base):
    __tablename__ = "permitted_group"

    group_id: Mapped[int] = mapped_column(
        ForeignKey(UserGroup.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
