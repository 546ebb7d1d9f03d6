"""Overseeing workflows: the list of them, and retrying a failed one (contract 5.32, 5.33)."""

from datetime import timedelta

import pytest

from models.errors import NotFound
from models.plumbing import database, paging
from models.tables.workflow import PERIOD
from models.workflows import overseeing, steps
from tests.models.workflows.breaking import EXPIRY, break_step, expired_link
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def failed_workflow(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> int:
    expired_link(maker)
    now = EXPIRY
    with monkeypatch.context() as broken:
        break_step(broken, "remove_guests")
        while acts.sweep(maker, now=now)["dispatch_workflows"]:
            now += timedelta(hours=1)
    [workflow] = acts.workflows(maker)
    assert workflow.state == "failed"
    return workflow.id


def test_a_failed_workflow_goes_on_from_its_failed_step(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    workflow_id = failed_workflow(maker, monkeypatch)
    later = EXPIRY + timedelta(days=1)
    retried = [acts.do(maker, overseeing.retry_workflow, workflow_id, now=later) for _ in range(2)]
    assert retried == [True, False]
    [workflow] = acts.workflows(maker)
    assert (workflow.state, workflow.due_at, workflow.ended_at) == ("open", later, None)
    assert [(step.state, step.failures) for step in workflow.steps] == [("done", 0), ("waiting", 0), ("waiting", 0)]
    assert workflow.steps[1].error == "RuntimeError"
    acts.sweep(maker, now=later)
    [workflow] = acts.workflows(maker)
    assert (workflow.state, [step.error for step in workflow.steps]) == ("done", [None] * 3)
    assert [step.tries for step in workflow.steps] == [1, 11, 1]


def test_a_step_that_fails_again_has_all_its_tries_again(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    workflow_id = failed_workflow(maker, monkeypatch)
    later = EXPIRY + timedelta(days=1)
    acts.do(maker, overseeing.retry_workflow, workflow_id, now=later)
    break_step(monkeypatch, "remove_guests")
    acts.sweep(maker, now=later)
    [workflow] = acts.workflows(maker)
    assert (workflow.state, workflow.steps[1].failures, workflow.due_at) == ("open", 1, later + 2 * PERIOD)


def test_an_open_or_finished_workflow_is_left_alone(maker: Maker) -> None:
    expired_link(maker)
    [workflow] = acts.workflows(maker)
    assert not acts.do(maker, overseeing.retry_workflow, workflow.id, now=EXPIRY + timedelta(days=1))
    assert acts.workflows(maker)[0].due_at == EXPIRY
    acts.advance(maker, workflow.id, now=EXPIRY)
    assert not acts.do(maker, overseeing.retry_workflow, workflow.id, now=EXPIRY + timedelta(days=1))
    assert acts.workflows(maker)[0].state == "done"


def test_an_unknown_workflow_is_not_found(maker: Maker) -> None:
    with pytest.raises(NotFound):
        acts.do(maker, overseeing.retry_workflow, 999)


def test_workflows_are_listed_newest_first_by_state_and_page(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 2)
    links = [expired_link(maker) for _ in range(3)]
    first = acts.workflows(maker)[0].id
    acts.advance(maker, first, now=EXPIRY)
    with database.reading(maker.bind) as db:
        newest, oldest = (overseeing.workflows(db, page=page) for page in (1, 2))
        assert [workflow.link_id for workflow in newest.rows + oldest.rows] == [link.id for link in reversed(links)]
        assert (newest.has_next, oldest.has_next) == (True, False)
        assert [workflow.id for workflow in overseeing.workflows(db, "done").rows] == [first]
        assert [step.name for step in oldest.rows[0].steps] == ["tell_owner", "remove_guests", "remove_groups"]
        assert set(steps.STEPS) >= {step.name for step in oldest.rows[0].steps}
