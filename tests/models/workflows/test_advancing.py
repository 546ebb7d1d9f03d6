"""Advancing a workflow: steps are recorded, tried again, and go on after a kill at any point (contract 5.25, 5.30)."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.plumbing import database, request_ids
from models.tables import Notice, Workflow
from models.tables.workflow import LEASE, PERIOD
from models.workflows import dispatching, step_records, steps
from tests.models.workflows.breaking import EXPIRY, break_step, die_after, expired_link
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def test_each_step_is_recorded_with_its_tries_times_and_rows(maker: Maker) -> None:
    expired_link(maker)
    [workflow] = acts.workflows(maker)
    assert [(step.name, step.state) for step in workflow.steps] == [
        ("tell_owner", "waiting"),
        ("remove_guests", "waiting"),
        ("remove_groups", "waiting"),
    ]
    acts.advance(maker, workflow.id, now=EXPIRY)
    [workflow] = acts.workflows(maker)
    assert (workflow.state, workflow.ended_at, workflow.leased_until) == ("done", EXPIRY, None)
    for step in workflow.steps:
        assert (step.state, step.tries, step.failures, step.rows) == ("done", 1, 0, 1)
        assert (step.started_at, step.ended_at, step.error) == (EXPIRY, EXPIRY, None)


def test_advancing_a_finished_or_unknown_workflow_changes_nothing(maker: Maker) -> None:
    expired_link(maker)
    [workflow] = acts.workflows(maker)
    acts.advance(maker, workflow.id, now=EXPIRY)
    acts.advance(maker, workflow.id, now=EXPIRY + LEASE)
    acts.advance(maker, 999_999, now=EXPIRY)
    [again] = acts.workflows(maker)
    assert (again.ended_at, [step.tries for step in again.steps]) == (EXPIRY, [1, 1, 1])


def test_a_failure_is_recorded_by_its_kind_only_and_tried_again_later(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired_link(maker)
    with monkeypatch.context() as broken:
        break_step(broken, "remove_guests")
        acts.sweep(maker, now=EXPIRY)
    [workflow] = acts.workflows(maker)
    done, failed, waiting = workflow.steps
    assert (done.state, failed.state, waiting.state) == ("done", "waiting", "waiting")
    assert (failed.failures, failed.error) == (1, "RuntimeError")
    assert acts.sweep(maker, now=EXPIRY + 2 * PERIOD - timedelta(seconds=1))["dispatch_workflows"] == []
    assert acts.sweep(maker, now=EXPIRY + 2 * PERIOD)["dispatch_workflows"] == [workflow.id]
    [workflow] = acts.workflows(maker)
    assert (workflow.state, workflow.steps[1].failures, workflow.steps[1].error) == ("done", 0, None)


def test_a_step_that_fails_ten_times_is_given_up_and_does_not_stop_other_workflows(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired_link(maker)
    break_step(monkeypatch, "remove_guests")
    now, rounds = EXPIRY, 0
    while acts.sweep(maker, now=now)["dispatch_workflows"]:
        now, rounds = now + timedelta(hours=1), rounds + 1
    assert rounds == 10
    [workflow] = acts.workflows(maker)
    assert (workflow.state, workflow.steps[1].state, workflow.steps[1].failures) == ("failed", "failed", 10)
    used_up = maker.link(clicks=1, now=now)
    maker.enter(used_up, now=now)
    acts.sweep(maker, now=now)
    assert [workflow.state for workflow in acts.workflows(maker)] == ["failed", "done"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_goes_away_ten_times_does_not_count_as_failures_of_the_step(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(db: Session, *_: object, **__: object) -> None:
        db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    expired_link(maker)
    now = EXPIRY
    with monkeypatch.context() as broken:
        broken.setitem(steps.STEPS, "remove_guests", cut_off)
        for _ in range(step_records.MAX_FAILURES + 1):
            acts.sweep(maker, now=now)
            now += step_records.OUTAGE_PAUSE
    [workflow] = acts.workflows(maker)
    assert (workflow.state, workflow.steps[1].failures, workflow.steps[1].tries) == ("open", 0, 11)
    acts.sweep(maker, now=now)
    [workflow] = acts.workflows(maker)
    assert (workflow.state, workflow.steps[1].rows) == ("done", 1)


@pytest.mark.parametrize("before_commit", [False, True])
def test_a_workflow_goes_on_after_a_kill_at_any_commit(maker: Maker, before_commit: bool) -> None:
    # Three steps need two transactions each, and one more closes the workflow. In the last round no worker dies.
    for commits in range(8):
        link = expired_link(maker)
        workflow = acts.workflows(maker)[-1]
        was_killed = die_after(maker, workflow.id, commits, before_commit=before_commit)
        assert was_killed is (commits < 7)
        assert acts.sweep(maker, now=EXPIRY + LEASE - timedelta(seconds=1))["dispatch_workflows"] == []
        acts.sweep(maker, now=EXPIRY + LEASE)
        resumed = acts.workflows(maker)[-1]
        assert (resumed.state, [step.state for step in resumed.steps]) == ("done", ["done"] * 3), commits
        assert link.id not in acts.groups(maker)
        assert acts.sessions(maker) == set()
        with database.reading(maker.bind) as db:
            assert len(db.scalars(select(Notice.id).where(Notice.link_id == link.id)).all()) == 1


def test_a_leased_workflow_is_left_to_its_worker_until_the_lease_is_over(maker: Maker) -> None:
    expired_link(maker)
    [workflow] = acts.workflows(maker)
    assert die_after(maker, workflow.id, 1, before_commit=False)
    for seconds, ids in ((-1, []), (0, [workflow.id])):
        then = EXPIRY + LEASE + timedelta(seconds=seconds)
        assert acts.do(maker, dispatching.dispatch_workflows, now=then, limit=10).ids == ids


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_second_delivery_does_nothing_while_a_worker_has_the_workflow(maker: Maker) -> None:
    expired_link(maker)
    [workflow] = acts.workflows(maker)
    with database.writing(maker.bind) as db:
        db.scalars(select(Workflow).where(Workflow.id == workflow.id).with_for_update()).one()
        acts.advance(maker, workflow.id, now=EXPIRY)
    [untouched] = acts.workflows(maker)
    assert [step.tries for step in untouched.steps] == [0, 0, 0]


def test_a_workflow_keeps_the_id_of_what_started_it_and_logs_under_that_id(
    maker: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    with request_ids.under("0" * 32):
        expired_link(maker)
    [workflow] = acts.workflows(maker)
    assert workflow.request_id == "0" * 32
    logged_under: list[str | None] = []

    def note(_record: logging.LogRecord) -> bool:
        logged_under.append(request_ids.current())
        return True

    with caplog.at_level(logging.INFO), request_ids.under() as run:
        caplog.handler.addFilter(note)
        acts.advance(maker, workflow.id, now=EXPIRY)
    assert run != "0" * 32
    assert logged_under == ["0" * 32] * 3
