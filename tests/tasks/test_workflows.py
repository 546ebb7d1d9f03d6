"""The task that advances a workflow: a message that comes twice, late or for nothing does no harm."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.vocabulary import acts
from tests.vocabulary.maker import Maker

if TYPE_CHECKING:
    from celery import Celery

BEFORE = datetime.now(UTC) - timedelta(days=2)


def test_a_message_advances_its_workflow_and_no_other(app: "Celery", maker: Maker) -> None:
    gone, other = maker.link(now=BEFORE), maker.link(now=BEFORE)
    guests = {link.id: maker.enter(link, now=BEFORE) for link in (gone, other)}
    acts.delete_link(maker, gone, now=BEFORE)
    acts.delete_link(maker, other, now=BEFORE)
    first, _ = acts.workflows(maker)
    app.tasks["tasks.advance_workflow"].apply(args=[first.id], throw=True)
    assert [workflow.state for workflow in acts.workflows(maker)] == ["done", "open"]
    assert acts.sessions(maker) == {guests[other.id].session_hash}


def test_a_message_for_an_unknown_workflow_is_harmless(app: "Celery", maker: Maker) -> None:
    link = maker.link(now=BEFORE)
    guest = maker.enter(link, now=BEFORE)
    acts.delete_link(maker, link, now=BEFORE)
    app.tasks["tasks.advance_workflow"].apply(args=[999_999], throw=True)
    assert [workflow.state for workflow in acts.workflows(maker)] == ["open"]
    assert acts.sessions(maker) == {guest.session_hash}


def test_a_message_delivered_twice_does_its_work_once(app: "Celery", maker: Maker) -> None:
    link = maker.link(now=BEFORE)
    maker.enter(link, now=BEFORE)
    acts.delete_link(maker, link, now=BEFORE)
    [workflow] = acts.workflows(maker)
    for _ in range(2):
        app.tasks["tasks.advance_workflow"].apply(args=[workflow.id], throw=True)
    [workflow] = acts.workflows(maker)
    assert [(step.state, step.tries) for step in workflow.steps] == [("done", 1), ("done", 1)]


@pytest.mark.parametrize("arguments", [["nonsense"], [2**70], [None], [], [1, 2]])
def test_a_nonsense_message_ends_in_an_error_and_does_not_stop_others(
    app: "Celery", maker: Maker, arguments: list[object]
) -> None:
    """A message that ends in an error is acknowledged, so it does not come again."""
    assert app.conf.task_acks_on_failure_or_timeout
    acts.delete_link(maker, maker.link(now=BEFORE), now=BEFORE)
    [workflow] = acts.workflows(maker)
    app.tasks["tasks.advance_workflow"].apply(args=arguments)
    app.tasks["tasks.advance_workflow"].apply(args=[workflow.id], throw=True)
    assert [workflow.state for workflow in acts.workflows(maker)] == ["done"]
