"""A worker that may have lost its lease does not hold it (contract 5.39)."""

import pytest
from sqlalchemy import Engine

from models.plumbing import clock, database
from models.workflows.leasing import LONG_LEASE, Lease
from tests.vocabulary import suspended


@pytest.mark.parametrize(("seconds", "holds"), [(-5, True), (0, False), (1, False)])
def test_a_lease_does_not_outlive_a_suspension(
    bind: Engine, monkeypatch: pytest.MonkeyPatch, seconds: int, holds: bool
) -> None:
    lease = Lease(lambda: database.writing(bind), 1, "holder", lambda: clock.utcnow(bind))
    assert lease.holds()
    suspended.suspend(monkeypatch, LONG_LEASE.total_seconds() + seconds)
    assert lease.holds() is holds
