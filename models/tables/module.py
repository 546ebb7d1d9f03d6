"""Modules: the two features that an admin switches on or off for the whole site (contract 1.16)."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.user import Role

INVITETOMEDIA = "Invitetomedia"
MEDIAPAGE = "Theming/mediapage"


class Permits(StrEnum):
    """How an admin permits people to create guest links: by a minimal role, or by naming users and groups."""

    ROLE = "role"
    NAMED = "named"


class Module(Base):
    __tablename__ = "module"
    __table_args__ = (
        CheckConstraint("minimal_role IN ('viewer', 'contributor', 'admin')", name="minimal_role"),
        CheckConstraint("permits IN ('role', 'named')", name="permits"),
    )

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    # Who may create guest links. This column and those below are used in the row of Invitetomedia only.
    permits: Mapped[str] = mapped_column(String(10), default=Permits.ROLE, server_default="role")
    minimal_role: Mapped[str] = mapped_column(String(20), default=Role.CONTRIBUTOR)
    # What *Create new link* is filled in with, and the largest value it accepts (contract 2.9). None: it is blank, and
    # only the limits of contract 6.5, 6.6 apply.
    default_clicks: Mapped[int | None]
    most_clicks: Mapped[int | None]
    default_days: Mapped[int | None]
    most_days: Mapped[int | None]

    @classmethod
    def guest_links_on(cls) -> ColumnElement[bool]:
        """Both modules are on (contract 2.1). A sub-select, so a rule that contains it reads the current state."""
        switched_on = select(func.count()).where(or_(cls.name == INVITETOMEDIA, cls.name == MEDIAPAGE), cls.enabled)
        return switched_on.scalar_subquery() == 2
