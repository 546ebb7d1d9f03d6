"""Finding people with an account: by parts of their name or address, and by their role."""

from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.plumbing.folding import fold
from models.plumbing.paging import ROWS_PER_PAGE, Page, page_of
from models.tables import User
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
    people = _of(who).order_by(User.place(language), User.id)
    words = fold(typed).split()
    if not words:
        return page_of(db, people, page)
    # Names are folded here: a site has far fewer people than items.
    rows = db.execute(people.with_only_columns(User.id, User.name, User.email))
    ids = [row.id for row in rows if _has(_folded(row.name, row.email), words)]
    shown = ids[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    if page > 1 and not shown:
        raise NotFound
    by_id = {user.id: user for user in db.scalars(select(User).where(User.id.in_(shown)))}
    return Page([by_id[each] for each in shown if each in by_id], page, has_next=len(ids) > page * ROWS_PER_PAGE)


def _of(who: Who) -> Select[User]:
    if who is Who.EVERYONE:
        return select(User)
    return select(User).where(User.disabled_at.is_not(None) if who is Who.DISABLED else User.role == Role(who))


def _folded(name: str, email: str) -> str:
    """As `fold` does. Plain ASCII has no accents, and takes the short way."""
    text = f"{name} {email}"
    return text.lower() if text.isascii() else fold(text)


def _has(folded: str, words: list[str]) -> bool:
    return all(word in folded for word in words)
