"""The parts: their last sign of life, their clocks, and when they are silent (contract 5.18)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import PartReport
from models.upkeep.parts import FORGOTTEN_AFTER, PARTS, Part, clock_is_off, parts_by_name, record_report
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def report(maker: Maker, part: str, host: str = "", *, ago: float = 0, ahead: float = 0.0) -> None:
    acts.do(maker, record_report, part, host, clock_ahead=ahead, now=NOW - timedelta(seconds=ago))


def parts(maker: Maker) -> dict[str, Part]:
    with database.reading(maker.bind) as db:
        return parts_by_name(db, now=NOW)


def test_a_part_is_silent_half_a_minute_after_its_last_sign(maker: Maker) -> None:
    assert parts(maker) == {name: Part(None, None, is_silent=True) for name in PARTS}
    for ago, is_silent in ((31, True), (30, True), (29, False)):
        report(maker, "beat", ago=ago)
        assert parts(maker)["beat"].is_silent is is_silent
    assert parts(maker)["worker"].is_silent


def test_one_live_worker_of_many_is_enough_and_the_worst_clock_counts(maker: Maker) -> None:
    report(maker, "worker", "dead", ago=3600, ahead=-99)
    report(maker, "worker", "a", ago=29, ahead=-7)
    report(maker, "worker", "b", ago=5, ahead=3)
    assert parts(maker)["worker"] == Part(NOW - timedelta(seconds=5), -7.0, is_silent=False)


def test_a_sign_from_before_the_clock_was_set_back_is_none(maker: Maker) -> None:
    report(maker, "worker", "here", ago=-3600)
    assert parts(maker)["worker"] == Part(None, None, is_silent=True)
    report(maker, "worker", "there", ago=20)
    assert parts(maker)["worker"].last_at == NOW - timedelta(seconds=20)
    # The next sign of life takes the place of the one in the future.
    report(maker, "worker", "here", ago=-5)
    assert parts(maker)["worker"] == Part(NOW + timedelta(seconds=5), 0.0, is_silent=False)


def test_the_reports_of_hosts_that_have_been_gone_for_long_are_removed(maker: Maker) -> None:
    report(maker, "worker", "gone", ago=FORGOTTEN_AFTER.total_seconds() + 1)
    report(maker, "worker", "away", ago=FORGOTTEN_AFTER.total_seconds())
    report(maker, "worker", "here")
    with database.reading(maker.bind) as db:
        assert set(db.scalars(select(PartReport.host))) == {"away", "here"}


@pytest.mark.parametrize(("ahead", "off"), [(None, False), (5.0, False), (-5.0, False), (5.1, True), (-5.1, True)])
def test_a_clock_is_off_when_it_differs_by_more_than_5_seconds(ahead: float | None, off: bool) -> None:
    assert clock_is_off(ahead) is off
