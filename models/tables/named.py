"""What has a name and stands in lists by its name. The row keeps the sort key of each language (contract 4.39)."""

from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from models.plumbing.collating import LANGUAGES, sort_key


def _key() -> Mapped[bytes]:
    # An older version writes rows without keys. They come first, until the next start (models/site/completing.py).
    return mapped_column(LargeBinary, default=b"", server_default=text("''"), deferred=True, index=True)


class Named:
    """For a class with the column `name`."""

    # The name of which the keys were made. An older version changes only the name.
    sorted_as: Mapped[str | None] = mapped_column(String(100), deferred=True)
    sorted_en: Mapped[bytes] = _key()
    sorted_es: Mapped[bytes] = _key()
    sorted_he: Mapped[bytes] = _key()

    @validates("name")
    def _complete(self, _column: str, name: str) -> str:
        for column, value in keys_of(name).items():
            setattr(self, column, value)
        return name

    @classmethod
    def incomplete(cls) -> ColumnElement[bool]:
        """An older version has written it, without the columns that depend on the name."""
        name: Any = cls.name  # type: ignore[attr-defined]
        return cls.sorted_as.is_distinct_from(name)

    @classmethod
    def place(cls, language: str) -> ColumnElement[bytes]:
        """What to sort by, for lists in this language."""
        key: ColumnElement[bytes] = getattr(cls, f"sorted_{language if language in LANGUAGES else LANGUAGES[0]}")
        return key


def keys_of(name: str) -> dict[str, Any]:
    """The values of the columns that depend on the name."""
    return {"sorted_as": name, **{f"sorted_{language}": sort_key(name, language) for language in LANGUAGES}}
