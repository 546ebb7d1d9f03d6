"""People with an account. Guests never have a row here (contract 4.23)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Index, String, Text, or_
from sqlalchemy.orm import Mapped, mapped_column, validates

from models.errors import Invalid
from models.plumbing.folding import fold_lines
from models.tables.base import GIVES_IDS_ONCE, Base
from models.tables.named import Named, keys_of


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
        GIVES_IDS_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    # The person's identity at the OpenID provider: issuer and subject. It stays the same when the email changes.
    oidc_subject: Mapped[str | None] = mapped_column(String(500))
    # Somebody who came from the provider with this person's email, and was refused because they are another person
    # there. An admin sees it and may link that account instead (contract 12.24).
    refused_subject: Mapped[str | None] = mapped_column(String(500))
    refused_at: Mapped[datetime | None]
    # What the person chose for pages and dates. None: nothing was chosen.
    language: Mapped[str | None] = mapped_column(String(10))
    timezone: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    # Name and email as they are searched (`folding.fold_lines`), and of what that was made: an older version changes
    # only name and email.
    folded: Mapped[str | None] = mapped_column(Text, deferred=True)
    folded_of: Mapped[str | None] = mapped_column(Text, deferred=True)

    @validates("name", "email")
    def _complete(self, column: str, text: str) -> str:
        name, email = (text if column == each else getattr(self, each) for each in ("name", "email"))
        if name is not None and email is not None:
            for each, value in columns_of(name, email).items():
                setattr(self, each, value)
        return text

    @classmethod
    def incomplete(cls) -> ColumnElement[bool]:
        return or_(super().incomplete(), cls.folded_of.is_distinct_from(cls.name + "\n" + cls.email))

    @classmethod
    def has_email(cls, email: str) -> ColumnElement[bool]:
        """Capitals do not matter: emails are stored in lower case."""
        return cls.email == email.lower()


def columns_of(name: str, email: str) -> dict[str, Any]:
    """The values of the columns that depend on name and email."""
    return {**keys_of(name), "folded": fold_lines(name, email), "folded_of": f"{name}\n{email}"}
