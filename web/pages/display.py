"""How dates, durations, counts and statuses are shown, in the reader's language and zone."""

import math
import re
from datetime import datetime, timedelta
from typing import Literal

from babel.dates import get_datetime_format
from babel.units import format_unit
from flask import Flask
from flask_babel import (
    format_date,
    format_decimal,
    format_percent,
    format_time,
    format_timedelta,
    get_locale,
    get_timezone,
    gettext,
)
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from models.config import zones
from models.tables.guest_link import LinkStatus
from models.tables.media_item import Kind

Unit = Literal["second", "minute", "hour", "day", "week", "month"]

# The status of a link, for its owner. Guests read `web.guest.messages`.
STATUS_TEXTS: dict[str, LazyString] = {
    LinkStatus.ACTIVE: _l("Active"),
    LinkStatus.OFF: _l("Off"),
    LinkStatus.NOT_YET: _l("Not started"),
    LinkStatus.EXPIRED: _l("Expired"),
    LinkStatus.LIMIT_REACHED: _l("Limit reached"),
    LinkStatus.DELETED: _l("Deleted"),
    LinkStatus.MEDIA_GONE: _l("Media not available"),
    LinkStatus.UNAVAILABLE: _l("Not available on this site"),
}
KIND_TEXTS: dict[str, LazyString] = {
    Kind.VIDEO: _l("Video"),
    Kind.AUDIO: _l("Audio recording"),
    Kind.LIVE: _l("Live session"),
    Kind.ROOM: _l("Room"),
    Kind.CHANNEL_ROOM: _l("Channel room"),
}

# What turning guest access off cannot do (contract 4.21).
OPEN_ROOM = _l(
    "Anyone who has joined knows the address of the room and can go back there. "
    "Turning guest access off cannot stop that."
)
REMOTE_STREAM = _l(
    "This stream comes from another server. Turning guest access off closes this page to guests, but it cannot stop "
    "the stream. Anyone who has seen its address can keep watching there."
)

_DAY = 24 * 3600
_MONTH = 365.2425 / 12 * _DAY
# A unit, its seconds, and up to how many of them are counted.
_UNITS: tuple[tuple[Unit, float, int], ...] = (
    ("second", 1, 59),
    ("minute", 60, 59),
    ("hour", 3600, 23),
    ("day", _DAY, 60),
    ("week", 7 * _DAY, 26),
)


def init_app(app: Flask) -> None:
    app.add_template_filter(when)
    app.add_template_filter(format_decimal, "number")
    app.add_template_filter(day)
    app.add_template_filter(percent)
    app.add_template_filter(share)
    app.add_template_filter(minutes)
    app.jinja_env.globals["kind_texts"] = KIND_TEXTS
    app.jinja_env.globals["remote_stream_words"] = REMOTE_STREAM
    app.jinja_env.globals["open_room_words"] = OPEN_ROOM


def when(instant: datetime) -> Markup:
    """Date, time and zone; `local-time.js` rewrites it to the viewer's own zone (contract 2.22)."""
    return _time(instant, when_text(instant))


def when_text(instant: datetime) -> str:
    """For a text that is copied. The zone is the account's, or else the site's."""
    zone = zones.name_of(instant.astimezone(get_timezone()))
    # Without seconds, as the script writes it.
    joined = str(get_datetime_format("medium", locale=get_locale())).replace("'", "")
    text = joined.format(format_time(instant, "short"), format_date(instant, "medium"))
    return f"{text} {zone}"


def day(instant: datetime) -> Markup:
    return _time(instant, format_date(instant, "long"), kind="day")


def _time(instant: datetime, text: str, kind: str = "instant") -> Markup:
    return Markup('<time datetime="{}" data-kind="{}">{}</time>').format(instant.isoformat(), kind, text)


def time_until(instant: datetime, now: datetime) -> str:
    """Like "in 5 days". Days are counted up to 60, then weeks up to half a year, then months (contract 4.30)."""
    seconds = (instant - now).total_seconds()
    # Any number beyond the last unit is one of months.
    unit, length = next(
        ((unit, length) for unit, length, most in _UNITS if round(abs(seconds) / length) <= most), ("month", _MONTH)
    )
    # Babel takes 30 days for a month. It is given the number that it should write.
    number = round(seconds / length)
    if number == 0:
        return str(gettext("just now"))
    written = timedelta(days=30 * number) if unit == "month" else timedelta(seconds=number * length)
    # The threshold keeps Babel from choosing another unit.
    text = str(format_timedelta(written, granularity=unit, threshold=math.inf, add_direction=True))
    # In Hebrew, Babel writes a small number as a word and again in brackets: "in a week (1)".
    return re.sub(r" \(\d+\)$", "", text)


def page_language() -> str:
    """The code of the language that the page is in."""
    return str(get_locale()).partition("_")[0]


def duration(seconds: float | None) -> str | None:
    """Like 9:56 or 1:02:03."""
    if not seconds:
        return None
    return clock_time(round(seconds))


def clock_time(seconds: int, *, full: bool = False) -> str:
    """Like 9:56 or 1:02:03. `full`: like 00:09:56."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if full:
        return f"{hours:02}:{minutes:02}:{left:02}"
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def percent(whole: int) -> Markup:
    """The number of a percentage. Scripts write a new one into its place."""
    return Markup("<span data-percent>{}</span>").format(format_decimal(whole))


def share(whole: int) -> str:
    """A number of percent, with its sign."""
    return str(format_percent(whole / 100))


def minutes(seconds: int) -> str:
    """Like "12 min", or "40 sec" of less than a minute."""
    unit, number = ("second", seconds) if seconds < 60 else ("minute", round(seconds / 60))
    return str(format_unit(number, unit, length="short", locale=get_locale()))


def clicks(done: int, limit: int | None) -> str:
    if limit is None:
        return str(gettext("%(done)s · unlimited", done=done))
    return str(gettext("%(done)s of %(limit)s", done=done, limit=limit))


def clicks_used(done: int, limit: int | None) -> str:
    """As "%(clicks)s used" takes it."""
    return str(format_decimal(done)) if limit is None else clicks(done, limit)
