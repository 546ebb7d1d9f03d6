"""The one clock: the database's on PostgreSQL, the system's on SQLite (contract 11.1)."""

from datetime import UTC, datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Self

import pytest
from sqlalchemy import Engine

from models.plumbing import clock, steady_clock
from tests.vocabulary import suspended

WRONG = datetime(2001, 1, 1, tzinfo=UTC)


class WrongClock(datetime):
    """The clock of this machine says that it is 2001."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def wrong_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "datetime", WrongClock)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_machines_wrong_clock_does_not_matter_on_postgresql(bind: Engine, wrong_clock: None) -> None:
    for now in (clock.utcnow(bind), clock.fresh_now(bind)):
        assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
        assert now.tzinfo is UTC


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_sqlite_it_is_the_systems_clock(bind: Engine, wrong_clock: None) -> None:
    assert clock.utcnow(bind) == clock.fresh_now(bind) == WRONG


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("seconds", "samples_taken"), [(0, 1), (29, 1), (30, 1), (31, 2)])
def test_a_sample_is_used_for_30_seconds(
    bind: Engine, monkeypatch: pytest.MonkeyPatch, seconds: int, samples_taken: int
) -> None:
    samples: list[float] = []
    steady = SimpleNamespace(at=1000.0)
    monkeypatch.setattr(clock, "steady_clock", SimpleNamespace(seconds=lambda: steady.at))

    def ask(_bind: Engine) -> tuple[datetime, float]:
        samples.append(steady.at)
        return WRONG + timedelta(seconds=steady.at), steady.at

    monkeypatch.setattr(clock, "_ask", ask)
    clock.utcnow(bind)
    steady.at += seconds
    assert clock.utcnow(bind) == WRONG + timedelta(seconds=1000 + seconds)
    assert len(samples) == samples_taken


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_time_goes_on_between_two_samples(bind: Engine) -> None:
    first = clock.utcnow(bind)
    assert first < clock.utcnow(bind) < first + timedelta(seconds=5)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_after_a_suspension_the_database_is_asked_anew(bind: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock.utcnow(bind)
    suspended.suspend(monkeypatch, 3600)
    monkeypatch.setattr(clock, "_ask", lambda _bind: (WRONG, steady_clock.seconds()))
    assert abs(clock.utcnow(bind) - WRONG) < timedelta(seconds=5) < before - WRONG
