"""Instants as scripts write them (contract 7.38)."""

from datetime import UTC, datetime


def instant(raw: str, *, field: str) -> datetime:
    """ISO 8601 with a zone (contract 7.38). Raises Invalid."""
    from models.errors import Invalid
    from models.links.bounding import EARLIEST, LATEST

    typed = raw.strip()
    try:
        # `fromisoformat` would read other digits than ASCII too.
        read = datetime.fromisoformat(typed if typed.isascii() else "")
        if read.tzinfo is None:
            raise Invalid(field, "%(typed)s has no zone. Add one, like 2026-12-31T18:00+01:00", typed=typed)
        if not EARLIEST <= read <= LATEST:
            raise Invalid(field, "%(typed)s is not between the years 1900 and 9000", typed=typed)
        return read.astimezone(UTC)
    except ValueError:
        raise Invalid(field, "Enter a date and time with its zone, like 2026-12-31T18:00+01:00") from None
