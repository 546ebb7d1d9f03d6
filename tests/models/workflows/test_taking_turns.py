"""A long recording does not keep others waiting without end (contract 8.36)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from models.media.preparing import MediaState
from models.recordings import making
from models.tables import Workflow
from models.workflows import preparing, work
from models.workflows.dispatching import dispatch_preparing
from models.workflows.leasing import LONG_LEASE
from tests.models.workflows import recordings
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECOND = timedelta(seconds=1)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pieces that are made. Turns are over at once, and pieces are short."""
    names: list[str] = []
    make_piece = making.make_piece

    def watched(*arguments: object, **named: object) -> None:
        names.append(arguments[1].name)  # type: ignore[attr-defined]
        make_piece(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "make_piece", watched)
    monkeypatch.setattr("models.recordings.pieces.PICTURE_SECONDS", 0.2)
    monkeypatch.setattr(preparing, "TURN_SECONDS", 0.0)
    return names


@pytest.fixture
def two(maker: Maker, tmp_path: Path) -> list[int]:
    film = recordings.old_film(tmp_path)
    return [recordings.add(maker, film), recordings.add(maker, film, now=NOW + SECOND)]


def states(maker: Maker, two: list[int]) -> list[MediaState]:
    return [recordings.state(maker, media_id).state for media_id in two]


def test_each_makes_a_piece_in_turn_and_none_is_made_twice(maker: Maker, two: list[int], made: list[str]) -> None:
    now, order = NOW + 2 * SECOND, []
    while MediaState.PREPARING in states(maker, two):
        # The first of those that are due gets the worker. The messages of the others are dropped.
        first = acts.do(maker, dispatch_preparing, limit=10, now=now).ids[0]
        order.append(first)
        workflows = [workflow.id for workflow in acts.workflows(maker)]
        recordings.prepare(maker, now=now, workflow=workflows.index(first))
        now += LONG_LEASE
    first, second = (workflow.id for workflow in acts.workflows(maker))
    assert order == [first, second, first, second]
    assert made == ["picture-0000.piece"] * 2 + ["picture-0001.piece"] * 2
    assert states(maker, two) == [MediaState.READY] * 2


def held_elsewhere(workflow: Workflow) -> None:
    workflow.lease_holder, workflow.leased_until = "another worker", NOW + SECOND + timedelta(microseconds=1)


def due_later(workflow: Workflow) -> None:
    workflow.due_at = NOW + SECOND + timedelta(microseconds=1)


def set_aside(workflow: Workflow) -> None:
    workflow.state = "failed"


@pytest.mark.parametrize("change", [held_elsewhere, due_later, set_aside])
def test_one_that_nobody_waits_behind_goes_on(
    maker: Maker, two: list[int], made: list[str], change: Callable[[Workflow], None]
) -> None:
    def make_busy(db: object, *, now: object) -> None:
        change(db.query(Workflow).filter_by(media_id=two[1]).one())  # type: ignore[attr-defined]

    acts.do(maker, make_busy)
    recordings.prepare(maker, now=NOW + SECOND)
    assert recordings.state(maker, two[0]).state == MediaState.READY
    assert len(made) == 2


def test_a_turn_is_not_over_before_its_time(
    maker: Maker, two: list[int], made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "TURN_SECONDS", 600.0)
    recordings.prepare(maker, now=NOW + SECOND)
    assert recordings.state(maker, two[0]).state == MediaState.READY
    assert len(made) == 2


def test_the_lease_of_a_dead_worker_does_not_count(maker: Maker, two: list[int], made: list[str]) -> None:
    def die(db: object, *, now: object) -> None:
        workflow = db.query(Workflow).filter_by(media_id=two[1]).one()  # type: ignore[attr-defined]
        workflow.lease_holder, workflow.leased_until = "a dead worker", NOW + SECOND

    acts.do(maker, die)
    recordings.prepare(maker, now=NOW + SECOND)
    assert (recordings.state(maker, two[0]).state, len(made)) == (MediaState.PREPARING, 1)
