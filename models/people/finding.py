"""Finding people with an account: by parts of their name or address, and by their role."""

from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.plumbing.paging import Page, page_of
from models.tables import User
from models.tables.folded import holds
from models.tables.user import Role


class Who(StrEnum):
    """A filter of the list."""

    EVERYONE = ""
    VIEWERS = "viewer"
    CONTRIBUTORS = "contributor"
    ADMINS = "admin"
    DISABLED = "disabled"


def found_users(
    db: Session, page: int, *, typed: str = "", who: Who = Who.EVERYONE, language: str = "en"
) -> Page[User]:
    """One page, by name in the order of this language. Each word that was typed is part of the name or the address,
    whatever the capitals and accents (contract 12.50). Raises NotFound."""
    people = _of(who).where(*(holds(User.folded, word) for word in typed.split()))
    return page_of(db, people.order_by(User.place(language), User.id), page)


def _of(who: Who) -> Select[User]:
    if who is Who.EVERYONE:
        return select(User)
    return select(User).where(User.disabled_at.is_not(None) if who is Who.DISABLED else User.role == Role(who))
