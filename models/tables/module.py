"""Features that an admin switches on for the whole site: *Invitetomedia*, and *Theming* with `mediapage`."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.user import Role

INVITETOMEDIA = "Invitetomedia"
MEDIAPAGE = "Theming/mediapage"


class Permits(StrEnum):
    """By a minimal role, or by named users and groups (contract 2.3)."""

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
    # Who is permitted to create guest links; read of Invitetomedia only.
    permits: Mapped[str] = mapped_column(String(10), default=Permits.ROLE, server_default="role")
    minimal_role: Mapped[str] = mapped_column(String(20), default=Role.CONTRIBUTOR)
    # What *Create new link* fills in, and the most it takes; None: nothing, and only contract 6.5, 6.6 apply.
    default_clicks: Mapped[int | None]
    most_clicks: Mapped[int | None]
    default_days: Mapped[int | None]
    most_days: Mapped[int | None]

    @classmethod
    def guest_links_on(cls) -> ColumnElement[bool]:
        """Both modules are on (contract 2.1). A sub-select, so every rule that holds it reads the live state."""
        on = select(func.count()).where(cls.name.in_([INVITETOMEDIA, MEDIAPAGE]), cls.enabled)
        return on.scalar_subquery() == 2
