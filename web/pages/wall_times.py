"""Date and time fields: what they show, and which instant is meant by what they hold (contract 4.37, 6.73).

Browsers send `2026-12-31T18:00` and show it as people write it. Where one is typed by hand it may be as the page writes
it: `31 December 2026, 18:00 CET`, in any language of ours, with or without the zone.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from flask_babel import get_timezone

from models.config import zones
from models.errors import Invalid
from models.plumbing.pasted import trimmed
from models.plumbing.wall_times import Skipped, instant_of, shown_instead, wall_time
from web.pages.localizing import LANGUAGES

MAX_LENGTH = 60
# The form shows it again in any zone, and must then accept it again.
FIRST_YEAR, LAST_YEAR = 1970, 2100
# `31 December 2026, 18:00`, `31 de diciembre de 2026, 18:00`
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})[.]? (?:de )?([^\W\d_]+)[.׳]?,? (?:de )?([0-9]{4}),? ([0-9apm:. ]+)", re.IGNORECASE
)
# `Dec 31, 2026, 6:00 PM`
_MONTH_FIRST = re.compile(r"([^\W\d_]+)[.]? ([0-9]{1,2}),? ([0-9]{4}),? ([0-9apm:. ]+)", re.IGNORECASE)
# `CET`, `UTC-03` as `zones.name_of` makes it, `GMT-3` as browsers do. Of two letters are a.m. and p.m.
_ZONE = re.compile(r"[A-Z]{3,}|(UTC|GMT)[+-][0-9:]{1,5}")
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?: ?([ap])[.]?m[.]?)?", re.IGNORECASE)


def page_zone() -> ZoneInfo:
    """The zone of the account, or else of the site."""
    # Flask-Babel gives a zone of pytz. After `replace(tzinfo=...)` such a zone is wrong by some minutes.
    return ZoneInfo(str(get_timezone()))


def named_zone(name: str | None) -> ZoneInfo:
    """The zone that a page has named. The zone of the account may have changed since."""
    return ZoneInfo(name) if name and zones.is_known(name) else page_zone()


def shown(instant: datetime | None, zone: ZoneInfo, *, timespec: Literal["minutes", "seconds"] = "minutes") -> str:
    """As the field of a browser takes it. Empty without an instant."""
    return wall_time(instant, zone).isoformat(timespec=timespec) if instant else ""


def is_same(typed: str | None, other: str | None) -> bool:
    """Browsers may add seconds to a time, or leave them out."""
    return _without_seconds(typed) == _without_seconds(other)


def _without_seconds(typed: str | None) -> str:
    text = (typed or "").strip().replace(" ", "T")
    return text.removesuffix(":00") if text.count(":") == 2 else text


def with_offset(zone: ZoneInfo, instant: datetime | None) -> str:
    """The name of the zone, with the offset then, because a wall time may come twice: `Europe/Berlin, UTC+01:00`."""
    if instant is None or str(zone) == "UTC":
        return str(zone)
    offset = instant.astimezone(zone).isoformat(timespec="minutes")[len("2026-12-31T18:00") :]
    return f"{zone}, UTC{offset}"


def clean_time(raw: str, *, field: str, zone: ZoneInfo) -> datetime | None:
    """The instant in UTC, or None if blank. Raises Invalid."""
    text = trimmed(raw)
    if not text:
        return None
    try:
        instant = _instant(text, zone)
        if FIRST_YEAR <= instant.year <= LAST_YEAR:
            return instant
    except Skipped:
        raise Invalid(field, "This time does not exist: the clocks are put forward then") from None
    except (ValueError, OverflowError):
        pass
    raise Invalid(field, "Enter a date and time, like 31 December 2026, 18:00")


def later(raw: str, days: int, *, field: str, zone: ZoneInfo, now: datetime) -> str:
    """What the field shows when the end that it holds is moved by so many days. From now, if it has none or has passed.
    The time of day stays, also when the clocks change, unless they skip it on that day. Raises Invalid."""
    instant = clean_time(raw, field=field, zone=zone)
    begin = wall_time(now if instant is None else max(instant, now), zone)
    return shown_instead(begin + timedelta(days=days), zone).isoformat(timespec="minutes")


def _instant(text: str, zone: ZoneInfo) -> datetime:
    """Raises ValueError, also if another zone is named than the one that is meant."""
    time, _blank, name = text.rpartition(" ")
    if not _ZONE.fullmatch(name):
        return instant_of(_read(text), zone)
    first = instant_of(_read(time), zone)
    # If the clocks show this time twice, the name tells which one is meant.
    second = wall_time(first, zone).replace(tzinfo=zone, fold=1).astimezone(UTC)
    for instant in (first, second):
        if name in _names_then(instant.astimezone(zone)):
            return instant
    raise ValueError


def _names_then(there: datetime) -> set[str]:
    """What this page and browsers call the zone of this time."""
    minutes = (there.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return {zones.name_of(there), f"GMT{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")}


def _read(text: str) -> datetime:
    """Raises ValueError. Only digits of ASCII count, and a date alone is no time."""
    if len(text) > MAX_LENGTH:
        raise ValueError
    words = " ".join(text.split())
    if found := _DAY_FIRST.fullmatch(words):
        return _in_words(*found.groups())
    if found := _MONTH_FIRST.fullmatch(words):
        month, day, year, time = found.groups()
        return _in_words(day, month, year, time)
    if not (text.isascii() and text.isprintable()) or ":" not in text:
        raise ValueError
    return datetime.fromisoformat(text)


def _in_words(day: str, month: str, year: str, time: str) -> datetime:
    name, found = month.casefold(), _TIME.fullmatch(time)
    number = _months().get(name) or _months().get(name.removeprefix("ב"), 0)
    if found is None:
        raise ValueError
    hours, half = int(found[1]), (found[3] or "").lower()
    if half and not 1 <= hours <= 12:
        raise ValueError
    hours = hours % 12 + (12 if half == "p" else 0) if half else hours
    return datetime.fromisoformat(f"{year}-{number:02}-{int(day):02}T{hours:02}:{found[2]}")


@cache
def _months() -> dict[str, int]:
    """The months by their names, long and short, in all our languages."""
    names: dict[str, int] = {}
    for language in LANGUAGES:
        for forms in Locale.parse(language).months.values():
            for form in ("wide", "abbreviated"):
                names |= {name.casefold().rstrip(".׳"): number for number, name in forms.get(form, {}).items()}
    return names
