"""People with an account. Guests never have a row here (contract 4.23)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.errors import Invalid
from models.tables.base import Base
from models.tables.named import Named


class Role(StrEnum):
    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    ADMIN = "admin"

    @classmethod
    def from_name(cls, name: str, *, field: str = "role") -> "Role":
        """Raises Invalid, which names the field."""
        if name not in list(cls):
            raise Invalid(field, "Role must be viewer, contributor or admin")
        return cls(name)

    def is_at_least(self, minimal: "Role") -> bool:
        """viewer < contributor < admin (contract 1.3)."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(minimal)


class User(Named, Base):
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
    # The person's identity at the OpenID provider: issuer and subject. It stays the same when the email changes.
    oidc_subject: Mapped[str | None] = mapped_column(String(500))
    # Who came from the provider with this person's email and was refused, because they are somebody else there. An
    # admin sees it and may link that account instead (contract 12.24).
    refused_subject: Mapped[str | None] = mapped_column(String(500))
    refused_at: Mapped[datetime | None]
    # What the person chose for pages and dates. None: nothing was chosen.
    language: Mapped[str | None] = mapped_column(String(10))
    timezone: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @classmethod
    def has_email(cls, email: str) -> ColumnElement[bool]:
        """Capitals do not matter: emails are stored in lower case."""
        return cls.email == email.lower()
