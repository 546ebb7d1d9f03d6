"""Time zones that both Python and Flask-Babel (pytz) know. Each also knows names that the other lacks (facts 43)."""

from zoneinfo import ZoneInfo, available_timezones


def is_readable(name: str) -> bool:
    # Imported late: commands that show no time need not load it.
    import pytz

    try:
        return str(ZoneInfo(name)) == str(pytz.timezone(name)) == name
    except (KeyError, ValueError, OSError):
        return False


def offered() -> list[str]:
    """The names for a list to choose from, sorted."""
    import pytz

    # `in` for each name, no copy: pytz's set fills itself at the first question, and a copy of it would be empty.
    return sorted(name for name in available_timezones() if name in pytz.all_timezones_set)
