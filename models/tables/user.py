"""People with an account. Guests are never here (contract 4.23)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, Index, String, and_, exists, not_
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Role(StrEnum):
    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    ADMIN = "admin"

    def reaches(self, minimal: "Role") -> bool:
        """viewer < contributor < admin (contract 1.3)."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(minimal)


class User(Base):
    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("role IN ('viewer', 'contributor', 'admin')", name="role"),
        Index("ix_user_account_oidc_subject", "oidc_subject", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    # Who this is to the OpenID provider: its issuer and subject, which outlive a changed email address.
    oidc_subject: Mapped[str | None] = mapped_column(String(500))
    # The person's own, where they chose one: of pages and dates.
    language: Mapped[str | None] = mapped_column(String(10))
    timezone: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @classmethod
    def has_email(cls, email: str) -> ColumnElement[bool]:
        """Capitals or not: it is kept in small letters."""
        return cls.email == email.lower()

    @classmethod
    def last_admin(cls, user_id: int) -> ColumnElement[bool]:
        """Whether nobody but this one is an admin who can sign in. True only to whoever holds the site's row locked:
        two at once would each count on the other."""
        admin = and_(cls.role == Role.ADMIN, cls.disabled_at.is_(None))
        return and_(exists().where(admin, cls.id == user_id), not_(exists().where(admin, cls.id != user_id)))
