"""Time zones that both Python and Flask-Babel (pytz) know. Each also knows names that the other lacks (facts 43)."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones


def is_known(name: str) -> bool:
    # Imported late: commands that show no time need not load it.
    import pytz

    try:
        return str(ZoneInfo(name)) == str(pytz.timezone(name)) == name
    except (KeyError, ValueError, OSError):
        return False


def offered() -> list[str]:
    """The names that people may choose from, sorted."""
    import pytz

    # Each name is looked up in pytz's set. A copy of the set would be empty, because it fills itself at a look-up.
    return sorted(name for name in available_timezones() if name in pytz.all_timezones_set)


def name_of(there: datetime) -> str:
    """Of the zone of this time: `CET`, or `UTC-03` if the zone has no name of its own (contract 2.22)."""
    name = there.tzname() or ""
    return name if name.isalpha() else f"UTC{name}"
