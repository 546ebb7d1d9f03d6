"""Workflows are advanced in sets: a few statements for many, and one in trouble does not stop the others (contract
5.25)."""

from typing import Any

import pytest
from sqlalchemy import event

from models.links.expiring import expire_links
from models.workflows import erasing_steps, steps
from tests.models.workflows.breaking import EXPIRY, Killed
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def expired(maker: Maker, count: int) -> list[int]:
    """So many links with a guest each, recorded as expired. Returns the ids of their workflows, oldest first."""
    for _ in range(count):
        maker.enter(maker.link(days=1))
    acts.do(maker, expire_links, now=EXPIRY, limit=count)
    return [workflow.id for workflow in acts.workflows(maker)]


def states(maker: Maker) -> list[str]:
    return [workflow.state for workflow in acts.workflows(maker)]


def statements_of(maker: Maker, count: int) -> int:
    """How many statements advance so many workflows from their start to their end."""
    ids, sent = expired(maker, count)[-count:], 0

    def note(_connection: object, _cursor: object, _sql: str, parameters: Any, _context: object, many: bool) -> None:
        # One statement for each of many parameters is not one statement.
        nonlocal sent
        sent += len(parameters) if many else 1

    event.listen(maker.bind, "before_cursor_execute", note)
    acts.advance(maker, *ids, now=EXPIRY)
    event.remove(maker.bind, "before_cursor_execute", note)
    assert set(states(maker)) == {"done"}
    assert acts.sessions(maker) == set()
    return sent


def test_ten_workflows_take_as_many_statements_as_two(maker: Maker) -> None:
    assert statements_of(maker, 2) == statements_of(maker, 10)


def spoil(monkeypatch: pytest.MonkeyPatch, workflow_id: int, error: type[BaseException]) -> None:
    """From now on this step fails for one workflow, and with it for a whole set."""
    remove_groups = steps.STEPS["remove_groups"]

    def spoilt(db: Any, workflows: Any, **named: Any) -> Any:
        if workflow_id in {workflow.id for workflow in workflows}:
            raise error
        return remove_groups(db, workflows, **named)

    monkeypatch.setitem(steps.STEPS, "remove_groups", spoilt)


def test_one_that_fails_is_recorded_and_the_others_are_done(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = expired(maker, 3)
    spoil(monkeypatch, ids[1], RuntimeError)
    acts.advance(maker, *ids, now=EXPIRY)
    assert states(maker) == ["done", "open", "done"]
    assert [workflow.steps[2].failures for workflow in acts.workflows(maker)] == [0, 1, 0]


def test_one_that_kills_its_worker_stops_the_others_once(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next worker takes each on its own, and those that killed the fewest workers first."""
    ids = expired(maker, 3)
    spoil(monkeypatch, ids[0], Killed)
    for done in (["open"] * 3, ["open"] * 3, ["open", "done", "done"]):
        with pytest.raises(Killed):
            acts.advance(maker, *ids, now=EXPIRY)
        assert states(maker) == done
    assert [workflow.steps[2].deaths for workflow in acts.workflows(maker)] == [2, 0, 0]


def test_one_that_failed_before_is_tried_alone(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = expired(maker, 2)
    with monkeypatch.context() as broken:
        spoil(broken, ids[0], RuntimeError)
        acts.advance(maker, *ids[:1], now=EXPIRY)
    sizes: list[int] = []
    remove_groups = steps.STEPS["remove_groups"]

    def noting(db: Any, workflows: Any, **named: Any) -> Any:
        sizes.append(len(workflows))
        return remove_groups(db, workflows, **named)

    monkeypatch.setitem(steps.STEPS, "remove_groups", noting)
    more = expired(maker, 1)
    acts.advance(maker, *more, now=EXPIRY)
    assert states(maker) == ["done"] * 3
    assert sizes == [2, 1]


def test_files_are_erased_one_item_at_a_time(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes its time, and must not keep the others from being recorded."""
    for _ in range(3):
        acts.delete_media(maker, maker.link())
    sizes: list[int] = []
    erase = erasing_steps.ERASING_STEPS["erase_files"]

    def noting(*given: Any, **named: Any) -> Any:
        record = erase(*given, **named)

        def noted(db: Any, workflows: Any, **named: Any) -> Any:
            sizes.append(len(workflows))
            return record(db, workflows, **named)

        return noted

    monkeypatch.setitem(erasing_steps.ERASING_STEPS, "erase_files", noting)
    acts.advance(maker, *(workflow.id for workflow in acts.workflows(maker)))
    assert states(maker) == ["done"] * 3
    assert sizes == [1, 1, 1]
