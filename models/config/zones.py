"""Time zones: those that everything here can read. Two tables of them are at work, of the language and of Flask-Babel,
and each knows names that the other lacks; one that only one knows would break every page of whoever chose it."""

from zoneinfo import ZoneInfo, available_timezones


def is_readable(name: str) -> bool:
    # Here: a command that shows no time should not pay for it.
    import pytz

    try:
        return str(ZoneInfo(name)) == str(pytz.timezone(name)) == name
    except (KeyError, ValueError, OSError):
        return False


def offered() -> list[str]:
    import pytz

    # Asked name by name: a copy of pytz's set, which fills itself when first asked, would be empty.
    return sorted(name for name in available_timezones() if name in pytz.all_timezones_set)
