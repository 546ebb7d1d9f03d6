"""How dates, lengths and statuses are shown: with their zone, by locale."""

from datetime import datetime

from babel.dates import get_datetime_format
from flask import Flask
from flask_babel import format_date, format_time, format_timedelta, get_locale, get_timezone, gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

STATUS_TEXTS = {
    "active": _l("Active"),
    "off": _l("Off"),
    "expired": _l("Expired"),
    "limit_reached": _l("Limit reached"),
    "deleted": _l("Deleted"),
    "media_gone": _l("Media not available"),
    "unavailable": _l("Not available on this site"),
}


KIND_TEXTS = {
    "video": _l("Video"),
    "live": _l("Live session"),
    "room": _l("Room"),
    "channel_room": _l("Channel room"),
}

# The one thing that the switch cannot do (contract 4.21).
OPEN_ROOM = _l(
    "Whoever has joined knows the address of the room, and can go there again: "
    "turning guest access off cannot stop that."
)
REMOTE_STREAM = _l(
    "This stream comes from another server. Turning guest access off closes this page to guests, but cannot stop the "
    "stream: whoever has seen its address can go on watching there."
)


def init_app(app: Flask) -> None:
    app.add_template_filter(when)
    app.add_template_filter(day)
    app.jinja_env.globals["kind_texts"] = KIND_TEXTS
    app.jinja_env.globals["remote_stream_words"] = REMOTE_STREAM
    app.jinja_env.globals["open_room_words"] = OPEN_ROOM


def when(instant: datetime) -> Markup:
    """Date, time and zone; `local-time.js` rewrites it to the viewer's own zone (contract 2.22)."""
    zone = instant.astimezone(get_timezone()).tzname()
    # To the minute, as the script writes it.
    joined = str(get_datetime_format("medium", locale=get_locale())).replace("'", "")
    text = joined.format(format_time(instant, "short"), format_date(instant, "medium"))
    return _time(instant, f"{text} {zone}")


def day(instant: datetime) -> Markup:
    return _time(instant, format_date(instant, "long"), kind="day")


def _time(instant: datetime, text: str, kind: str = "instant") -> Markup:
    return Markup('<time datetime="{}" data-kind="{}">{}</time>').format(instant.isoformat(), kind, text)


def until(instant: datetime, now: datetime) -> str:
    """Like "in 5 days"."""
    return str(format_timedelta(instant - now, add_direction=True))


def own_language() -> str:
    """The code of the language that the page is in."""
    return str(get_locale()).partition("_")[0]


def length(seconds: float | None) -> str | None:
    """Like 9:56 or 1:02:03."""
    if not seconds:
        return None
    hours, rest = divmod(round(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def clicks(done: int, limit: int | None) -> str:
    if limit is None:
        return str(gettext("%(done)s · unlimited", done=done))
    return str(gettext("%(done)s of %(limit)s", done=done, limit=limit))
