"""When a new link ends: exactly so many days after it was made, or after its start (contract 2.20, 2.51)."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.errors import Invalid
from models.links import creating
from models.links.bounding import LATEST
from models.links.creating import NewLink
from models.plumbing import database
from models.tables import GuestLink
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


@pytest.mark.parametrize("days", [1, 7, 3650])
@pytest.mark.parametrize(
    # The hours before Berlin and New York change their clocks, in both directions.
    "created",
    [
        datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 3, 8, 5, 0, tzinfo=UTC),
        datetime(2028, 2, 28, 12, 0, 0, 123456, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_duration_is_exactly_so_many_times_24_hours(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, created: datetime, days: int
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        link = maker.link(days=days, now=created)
        with database.reading(maker.bind) as db:
            stored = db.get_one(GuestLink, link.id)
            assert stored.expires_at is not None
            assert (stored.expires_at - stored.created_at).total_seconds() == days * 24 * 3600
            assert stored.created_at == created
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_link_without_a_duration_has_no_end(maker: Maker) -> None:
    assert maker.link(days=None).expires_at is None


def test_days_count_from_the_start_where_there_is_one(maker: Maker) -> None:
    start = NOW + timedelta(hours=5)
    made = acts.do(maker, creating.create_link, maker.media(), NewLink("Later", None, 7, starts_at=start))
    end = start + timedelta(hours=7 * 24)
    assert (made.starts_at, made.expires_at) == (start, end)
    for seconds, status in ((-1, "not_yet"), (0, "active"), (1, "active")):
        assert acts.status(maker, made, now=start + timedelta(seconds=seconds)) == status
    for seconds, status in ((-1, "active"), (0, "expired"), (1, "expired")):
        assert acts.status(maker, made, now=end + timedelta(seconds=seconds)) == status


@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 10, 24, 23, 30, tzinfo=UTC)]
)
def test_days_from_a_start_are_24_hours_also_when_the_clocks_change(maker: Maker, start: datetime) -> None:
    there = start.astimezone(ZoneInfo("Europe/Berlin"))
    made = acts.do(maker, creating.create_link, maker.media(), NewLink("Later", None, 1, starts_at=there))
    with database.reading(maker.bind) as db:
        stored = db.get_one(GuestLink, made.id)
        assert (stored.starts_at, stored.expires_at) == (start, start + timedelta(hours=24))


@pytest.mark.parametrize(("seconds", "refused"), [(-1, True), (0, True), (1, False)])
def test_a_link_that_would_be_over_already_is_not_made(maker: Maker, seconds: int, refused: bool) -> None:
    media_id = maker.media()
    new = NewLink("Past", None, 1, starts_at=NOW + timedelta(days=-1, seconds=seconds))
    if refused:
        with pytest.raises(Invalid, match="The end must be in the future"):
            acts.do(maker, creating.create_link, media_id, new)
    else:
        acts.do(maker, creating.create_link, media_id, new)
    assert len(acts.slots(maker, media_id)) == (0 if refused else 1)


@pytest.mark.parametrize(("seconds", "refused"), [(-1, False), (0, False), (1, True)])
def test_an_end_that_could_not_be_edited_is_refused(maker: Maker, seconds: int, refused: bool) -> None:
    media_id = maker.media()
    new = NewLink("Far", None, 1, starts_at=LATEST + timedelta(days=-1, seconds=seconds))
    if refused:
        with pytest.raises(Invalid, match="The end must be before the year 9000") as refusal:
            acts.do(maker, creating.create_link, media_id, new)
        assert refusal.value.field == "starts_at"
    else:
        acts.do(maker, creating.create_link, media_id, new)
    assert len(acts.slots(maker, media_id)) == (0 if refused else 1)


def test_a_start_that_no_calendar_can_show_is_refused(maker: Maker) -> None:
    new = NewLink("Far", None, 3650, starts_at=datetime(9999, 12, 31, tzinfo=UTC))
    with pytest.raises(Invalid, match="Enter a date and time"):
        acts.do(maker, creating.create_link, maker.media(), new)
