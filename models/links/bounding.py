"""What a guest link's click limit, start and end may be (contract 6.73, 6.18). Each function raises Invalid, which
names the field."""

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from models.errors import Invalid
from models.plumbing.fields import MAX_CLICKS, ONE_OR_MORE, clean_clicks
from models.site.modules import Bounds, check_at_most

# Every instant between these can be shown in every zone.
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


class Limits(Protocol):
    """`clicks`: None is unlimited. `starts_at` and `ends_at`: None is no start and no end."""

    @property
    def clicks(self) -> int | None: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


def in_utc(instant: datetime | None) -> datetime | None:
    """In another zone, 24 hours later would be the same hour of the next day, whatever the clocks do, and the two hours
    of the night in which they are put back would be equal."""
    try:
        return None if instant is None else instant.astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def check_instant(field: str, instant: datetime | None) -> None:
    if instant is not None and not EARLIEST <= instant <= LATEST:
        raise Invalid(field, "Enter a date and time, like 31 December 2026, 18:00")


def clean_limit(raw: str, spent: int) -> int | None:
    """The click limit that was typed for a link that has spent so many clicks. None if blank."""
    try:
        return clean_clicks(raw)
    except Invalid as error:
        if spent and error.sentence == ONE_OR_MORE:
            raise below_spent(spent) from None
        raise


def below_spent(spent: int) -> Invalid:
    """Wins over "1 or more" (contract 6.74)."""
    if spent == 1:
        return Invalid("clicks", "Number of clicks must be 1 or more: 1 has been used")
    return Invalid("clicks", "Number of clicks must be %(spent)s or more: %(spent)s have been used", spent=spent)


def check_new(clicks: int | None, days: int | None, bounds: Bounds) -> None:
    """Of a new link. Where there is a largest value, blank is refused too (contract 6.18)."""
    _check_clicks_bound(clicks, bounds)
    if bounds.most_days is not None and days is None:
        raise Invalid("days", "Enter a number of days: links on this site must end")
    check_at_most("days", "Number of days", days, bounds.most_days)


def check_start(starts_at: datetime | None, days: int | None, *, now: datetime) -> None:
    """Of a new link, and of the end that is counted from it."""
    check_instant("starts_at", starts_at)
    if starts_at is None or days is None:
        return
    ends_at = starts_at + timedelta(hours=24 * days)
    if ends_at <= now:
        raise Invalid("starts_at", "The end must be in the future")
    if ends_at > LATEST:
        raise Invalid("starts_at", "The end must be before the year 9000")


def check_changes(changes: dict[str, Any], after: Limits, spent: int, bounds: Bounds, *, now: datetime) -> None:
    """Of a link that is edited. `changes` names the changed fields, and only these are judged. `after`: how the link
    would be. That the limit is not below the clicks spent is checked where it is written."""
    if "clicks" in changes:
        if after.clicks is not None and after.clicks < 1 and not spent:
            raise Invalid("clicks", ONE_OR_MORE, label="Number of clicks")
        check_at_most("clicks", "Number of clicks", after.clicks, MAX_CLICKS)
        _check_clicks_bound(after.clicks, bounds)
    for field in ("starts_at", "ends_at"):
        check_instant(field, changes.get(field))
    if "ends_at" in changes:
        _check_end(after.ends_at, bounds, now=now)
    _check_order(changes, after)


def _check_clicks_bound(clicks: int | None, bounds: Bounds) -> None:
    if bounds.most_clicks is not None and clicks is None:
        raise Invalid("clicks", "Enter a number of clicks: links on this site must have a limit")
    check_at_most("clicks", "Number of clicks", clicks, bounds.most_clicks)


def _check_end(ends_at: datetime | None, bounds: Bounds, *, now: datetime) -> None:
    if ends_at is not None and ends_at <= now:
        raise Invalid("ends_at", "The end must be in the future")
    if bounds.most_days is None:
        return
    if ends_at is None:
        raise Invalid("ends_at", "Enter an end: links on this site must end")
    if ends_at > now + timedelta(hours=24 * bounds.most_days):
        raise Invalid("ends_at", "The end must be %(most)s days from now or sooner", most=bounds.most_days)


def _check_order(changes: dict[str, Any], after: Limits) -> None:
    changed = [field for field in ("ends_at", "starts_at") if field in changes]
    if changed and after.starts_at is not None and after.ends_at is not None and after.ends_at <= after.starts_at:
        raise Invalid(changed[0], "The end must be after the start")
