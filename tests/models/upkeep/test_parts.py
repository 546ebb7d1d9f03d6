"""Reporting in: each part's last sign and clock, and whom one may call silent (contract 5.18)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import PartReport, Site
from models.upkeep import diagnosing, running
from models.upkeep.chores import CHORES
from models.upkeep.diagnosing import Part, Why
from models.upkeep.parts import FORGOTTEN_AFTER, report_in
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def report(maker: Maker, part: str, host: str = "", *, ago: float = 0, ahead: float = 0.0) -> None:
    acts.do(maker, report_in, part, host, clock_ahead=ahead, now=NOW - timedelta(seconds=ago))


def parts(maker: Maker) -> dict[str, Part]:
    with database.reading(maker.bind) as db:
        return diagnosing.parts(db, now=NOW)


def test_a_part_is_silent_half_a_minute_after_its_last_sign(maker: Maker) -> None:
    assert parts(maker) == {name: Part(None, None, is_silent=True) for name in ("worker", "beat")}
    for ago, is_silent in ((31, True), (30, True), (29, False)):
        report(maker, "beat", ago=ago)
        assert parts(maker)["beat"].is_silent is is_silent
    assert parts(maker)["worker"].is_silent


def test_of_many_workers_one_that_lives_is_enough_and_the_worst_clock_is_told(maker: Maker) -> None:
    report(maker, "worker", "dead", ago=3600, ahead=-99)
    report(maker, "worker", "a", ago=29, ahead=-7)
    report(maker, "worker", "b", ago=5, ahead=3)
    assert parts(maker)["worker"] == Part(NOW - timedelta(seconds=5), -7.0, is_silent=False)


def test_hosts_that_went_long_ago_are_forgotten(maker: Maker) -> None:
    report(maker, "worker", "gone", ago=FORGOTTEN_AFTER.total_seconds() + 1)
    report(maker, "worker", "away", ago=FORGOTTEN_AFTER.total_seconds())
    report(maker, "worker", "here")
    with database.reading(maker.bind) as db:
        assert set(db.scalars(select(PartReport.host))) == {"away", "here"}


@pytest.mark.parametrize(("ahead", "off"), [(None, False), (5.0, False), (-5.0, False), (5.1, True), (-5.1, True)])
def test_a_clock_is_off_by_more_than_a_few_seconds(ahead: float | None, off: bool) -> None:
    assert diagnosing.is_off(ahead) is off


def why(maker: Maker) -> set[Why]:
    with database.reading(maker.bind) as db:
        found = diagnosing.why_late(db, now=NOW)
        assert list(found) == running.late(db, now=NOW)
    return set(found.values())


def test_nothing_is_late_and_so_nobody_is_to_blame(maker: Maker) -> None:
    for name in CHORES:
        running.run_chore(name, now=NOW, bind=maker.bind)
    assert why(maker) == set()


def test_the_nearest_cause_of_lateness_is_told(maker: Maker) -> None:
    with database.writing(maker.bind) as db:
        db.get_one(Site, 1).created_at = NOW - timedelta(days=1)
    assert why(maker) == {Why.WORKER_SILENT}
    report(maker, "beat")
    assert why(maker) == {Why.WORKER_SILENT}
    report(maker, "beat", ago=90)
    report(maker, "worker")
    assert why(maker) == {Why.BEAT_SILENT}
    report(maker, "beat")
    assert why(maker) == {Why.WAITS}
    running.record_failure("expire_links", ValueError(), now=NOW - timedelta(seconds=59), bind=maker.bind)
    assert why(maker) == {Why.WAITS, Why.FAILS}
    running.record_failure("expire_links", ValueError(), now=NOW - timedelta(seconds=60), bind=maker.bind)
    assert why(maker) == {Why.WAITS}, "an error of long ago is not why"
