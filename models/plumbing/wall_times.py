"""Wall times: the date and time that a clock in some zone shows, as people type them (contract 4.37, 6.73)."""

from datetime import UTC, datetime, tzinfo


class Skipped(ValueError):
    """The clocks of this zone skip this time when they are put forward."""


def instant_of(typed: datetime, zone: tzinfo | None) -> datetime:
    """The instant in UTC. A time without a zone of its own is meant in `zone`; if it comes twice there, the first one
    is meant. Raises Skipped, and OverflowError for the first and last days of the calendar."""
    if typed.tzinfo is not None:
        return typed.astimezone(UTC)
    instant = typed.replace(tzinfo=zone).astimezone(UTC)
    if wall_time(instant, zone) != typed:
        raise Skipped
    return instant


def wall_time(instant: datetime, zone: tzinfo | None) -> datetime:
    """What a clock in this zone shows then, without the zone."""
    return instant.astimezone(zone).replace(tzinfo=None)


def shown_instead(typed: datetime, zone: tzinfo | None) -> datetime:
    """This time. Where the clocks skip it when they are put forward, what they show then: 3:30 for 2:30."""
    return wall_time(typed.replace(tzinfo=zone).astimezone(UTC), zone)
