"""Groups of people with an account, not of guests. And the people and groups that may create links by name."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import GIVES_IDS_ONCE, Base
from models.tables.named import Named
from models.tables.user import User


class UserGroup(Named, Base):
    __tablename__ = "user_group"
    __table_args__ = (GIVES_IDS_ONCE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class UserGroupMember(Base):
    __tablename__ = "user_group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey(UserGroup.id, ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)


class PermittedUser(Base):
    """A user whom an admin has named. They may create guest links while `Module.permits` is `named`."""

    __tablename__ = "permitted_user"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False)


class PermittedGroup(Base):
    """A group that an admin has named. Its members may create guest links while `Module.permits` is `named`."""

    __tablename__ = "permitted_group"

    group_id: Mapped[int] = mapped_column(
        ForeignKey(UserGroup.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
