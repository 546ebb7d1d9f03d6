"""The Maintenance page: every task, what is late, every workflow, and retrying one (contract 5.33)."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.plumbing import database, request_ids
from models.tables import Site as SiteRow
from models.tables import Workflow, WorkflowStep
from models.tables.workflow import STEPS_AFTER, Event
from models.upkeep import running
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from models.upkeep.parts import record_report
from models.workflows import step_records
from models.workflows import steps as workflows_steps
from tests.vocabulary.site import Site, now
from tests.web.admin.conftest import Admin
from web.admin import labels


def test_every_task_event_and_step_has_a_label() -> None:
    assert set(labels.MAINTENANCE_TASKS) >= set(MAINTENANCE_TASKS)
    assert set(labels.EVENTS) == set(Event)
    assert set(labels.STEPS) >= set(workflows_steps.STEPS) | {name for steps in STEPS_AFTER.values() for name in steps}


def set_founded_at(at: datetime) -> None:
    """Since when a task that never ran has had no success."""
    with database.writing() as db:
        db.get_one(SiteRow, 1).created_at = at


def test_the_schedule_shows_results_and_what_is_late(admin: Admin, site: Site) -> None:
    set_founded_at(now())
    running.run_task("expire_links", now=now())
    running.record_failure("deactivate_links", RuntimeError("dana@example.com"), now=now())
    page = admin.client.get("/admin/maintenance").text
    assert "every 4 seconds" in page
    assert "every hour" in page
    assert "RuntimeError" in page
    assert "dana@" not in page
    for name in MAINTENANCE_TASKS:
        assert str(labels.maintenance_task(name)) in page
    assert page.count(">Late<") == 0
    set_founded_at(now() - timedelta(days=1))
    assert admin.client.get("/admin/maintenance").text.count(">Late<") == len(MAINTENANCE_TASKS) - 1


def make_failed_workflow(site: Site) -> int:
    link = site.link()
    site.delete_link(link)
    with database.writing() as db:
        workflow = db.scalars(select(Workflow).where(Workflow.link_id == link.id)).one()
        workflow.state = "failed"
        step = workflow.steps[0]
        step.state, step.failures, step.tries, step.error = "failed", 10, 10, "OSError"
        return workflow.id


def stored(workflow_id: int) -> tuple[str, str, int]:
    with database.reading() as db:
        state = db.scalars(select(Workflow.state).where(Workflow.id == workflow_id)).one()
        step = db.scalars(select(WorkflowStep).where(WorkflowStep.workflow_id == workflow_id)).first()
        assert step
        return state, step.state, step.failures


def test_a_failed_workflow_is_retried_once(admin: Admin, site: Site) -> None:
    workflow_id = make_failed_workflow(site)
    page = admin.client.get("/admin/maintenance?state=failed").text
    assert re.search(r"A link was deleted.*Remove the guest sessions.*10 tries.*Error: OSError", page, re.DOTALL)
    address = f"/admin/maintenance/workflows/{workflow_id}/retry"
    assert admin.client.post(address).status_code == 400
    assert stored(workflow_id) == ("failed", "failed", 10)
    for _ in range(2):
        assert admin.post(address).status_code == 303
        assert stored(workflow_id) == ("open", "waiting", 0)
    assert address not in admin.client.get("/admin/maintenance").text
    assert admin.post("/admin/maintenance/workflows/999/retry").status_code == 404


@pytest.mark.parametrize(("state", "shown"), [("failed", 1), ("open", 1), ("done", 0), ("", 2)])
def test_workflows_are_filtered_by_state(admin: Admin, site: Site, state: str, shown: int) -> None:
    make_failed_workflow(site)
    site.delete_link(site.link())
    page = admin.client.get(f"/admin/maintenance?state={state}").text
    assert page.count("<article") == shown


@pytest.mark.parametrize("state", ["nonsense", "%00", "%ED%A0%80", "waiting"])
def test_an_unknown_state_is_404(admin: Admin, state: str) -> None:
    assert admin.client.get(f"/admin/maintenance?state={state}").status_code == 404


def report(part: str, ahead: float) -> None:
    with database.writing() as db:
        record_report(db, part, "", clock_ahead=ahead, now=now())


def test_the_page_says_why_a_task_is_late(admin: Admin, site: Site) -> None:
    set_founded_at(now() - timedelta(minutes=2))
    assert "the worker is not responding" in admin.client.get("/admin/maintenance").text
    report("worker", 0)
    page = admin.client.get("/admin/maintenance").text
    assert "the scheduler is not responding" in page
    assert "the worker is not responding" not in page
    running.record_failure("expire_links", RuntimeError("dana@example.com"), now=now())
    assert '<span class="hint">failed</span>' in admin.client.get("/admin/maintenance").text


def test_the_page_shows_the_clock_of_each_part_and_marks_one_that_is_off(admin: Admin, site: Site) -> None:
    page = admin.client.get("/admin/maintenance").text
    assert (page.count("unknown"), page.count("+0.0 s")) == (3, 1)
    report("worker", -0.04)
    assert "+0.0 s" in admin.client.get("/admin/maintenance").text.partition("Worker")[2]
    report("worker", -7.25)
    report("beat", 3.5)
    page = admin.client.get("/admin/maintenance").text
    assert re.search(r'state late"><bdi translate="no">-7.[23] s<', page)
    assert re.search(r'state active"><bdi translate="no">\+3.5 s<', page)


def test_a_workflow_shows_the_request_that_began_it_and_that_its_worker_crashed(admin: Admin, site: Site) -> None:
    with request_ids.under() as request_id:
        workflow_id = make_failed_workflow(site)
    with database.writing() as db:
        db.get_one(Workflow, workflow_id).steps[0].error = step_records.WORKER_DIED
    page = admin.client.get("/admin/maintenance").text
    assert f"<code>{request_id}</code>" in page
    assert "Error: the worker crashed while running it" in page
