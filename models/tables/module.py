"""Features that an admin switches on for the whole site: *Invitetomedia*, and *Theming* with `mediapage`."""

from sqlalchemy import CheckConstraint, ColumnElement, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.user import Role

INVITETOMEDIA = "Invitetomedia"
MEDIAPAGE = "Theming/mediapage"


class Module(Base):
    __tablename__ = "module"
    __table_args__ = (CheckConstraint("minimal_role IN ('viewer', 'contributor', 'admin')", name="minimal_role"),)

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    # Who is permitted to create guest links; read of Invitetomedia only.
    minimal_role: Mapped[str] = mapped_column(String(20), default=Role.CONTRIBUTOR)

    @classmethod
    def guest_links_on(cls) -> ColumnElement[bool]:
        """Both modules are on (SPEC 2, who may). A sub-select, so every rule that holds it reads the live state."""
        on = select(func.count()).where(cls.name.in_([INVITETOMEDIA, MEDIAPAGE]), cls.enabled)
        return on.scalar_subquery() == 2
