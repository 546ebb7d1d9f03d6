"""The site's logo, as our own code has drawn it anew (contract 11.64)."""

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class SiteLogo(Base):
    __tablename__ = "site_logo"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    content_type: Mapped[str] = mapped_column(String(40))
    # SHA-256. It stands in the logo's address.
    digest: Mapped[str] = mapped_column(String(64))
