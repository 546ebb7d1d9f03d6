"""The column type for times: it takes only times with a zone, and keeps them as UTC (contract 11.1)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from models.plumbing import database
from models.tables import GuestLink
from tests.vocabulary.maker import NOW, Maker


def test_a_time_without_a_zone_is_refused(maker: Maker) -> None:
    link = maker.link()
    with pytest.raises((StatementError, ValueError), match="naive"), database.writing(maker.bind) as db:
        db.get_one(GuestLink, link.id).expires_at = datetime(2026, 3, 1)  # noqa: DTZ001
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, link.id).expires_at is None


def test_a_time_of_another_zone_comes_back_as_the_same_instant_in_utc(maker: Maker) -> None:
    link = maker.link()
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-9, minutes=-30)))
    with database.writing(maker.bind) as db:
        db.get_one(GuestLink, link.id).expires_at = elsewhere
    with database.reading(maker.bind) as db:
        stored = db.get_one(GuestLink, link.id).expires_at
    assert stored == NOW
    assert stored is not None
    assert stored.tzinfo is UTC
