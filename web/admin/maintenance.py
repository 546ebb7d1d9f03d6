"""Maintenance: the tasks with their last results, the parts and their clocks, and the workflows (contract 5.33)."""

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, format_timedelta
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from models.errors import NotFound
from models.plumbing import clock, database
from models.tables import MaintenanceRun, Workflow
from models.upkeep import lateness, running
from models.upkeep.lateness import Why
from models.upkeep.maintenance_tasks import HOUR, MAINTENANCE_TASKS
from models.upkeep.parts import clock_is_off, parts_by_name
from models.workflows import overseeing
from web.account.noting import note
from web.admin import labels
from web.admin.blueprint import admin_blueprint
from web.pages.forms import ActionForm
from web.requests.paging import page_number

blueprint = admin_blueprint("admin_maintenance", "/maintenance")


def _every(seconds: float) -> str:
    if seconds == HOUR:
        return str(_("every hour"))
    return str(_("every %(time)s", time=format_timedelta(timedelta(seconds=seconds), threshold=1)))


@blueprint.get("")
def page() -> str:
    state = request.args.get("state") or None
    if state is not None and state not in labels.STATES:
        raise NotFound
    now = clock.utcnow()
    with database.reading() as db:
        runs, why = running.runs(db), lateness.why_late(db, now=now)
        parts = parts_by_name(db, now=now)
        workflows = overseeing.workflows(db, state, page_number())
        titles = overseeing.titles(db, workflows.rows)
        progress = overseeing.progress(db, workflows.rows)
    clocks = [_clock("web", now, clock.read().ahead)]
    clocks += [_clock(name, part.last_at, part.clock_ahead) for name, part in parts.items()]
    return render_template(
        "admin/maintenance.html",
        tasks=_tasks(runs, why),
        clocks=clocks,
        workflows=workflows,
        titles=titles,
        progress=progress,
        state=state,
        labels=labels,
    )


def _tasks(runs: dict[str, MaintenanceRun], why: dict[str, Why]) -> list[dict[str, object]]:
    return [
        {
            "label": labels.maintenance_task(name),
            "every": _every(task.every),
            "run": runs.get(name),
            "why": labels.WHY[why[name]] if name in why else None,
        }
        for name, task in MAINTENANCE_TASKS.items()
    ]


def _clock(name: str, last_at: datetime | None, ahead: float | None) -> dict[str, object]:
    # Adding 0.0 turns -0.0 into 0.0, so that the page says "+0.0".
    shown_ahead = None if ahead is None else format_decimal(round(ahead, 1) + 0.0, format="+0.0;-0.0")
    return {"part": labels.PARTS[name], "last_at": last_at, "ahead": shown_ahead, "is_off": clock_is_off(ahead)}


@blueprint.post("/workflows/<row_id:workflow_id>/retry")
def retry(workflow_id: int) -> BaseResponse:
    ActionForm().require_valid()
    with database.writing() as db:
        retried = overseeing.retry_workflow(db, workflow_id, now=clock.utcnow())
        if retried:
            _note_retry(db, db.get_one(Workflow, workflow_id))
    place = f"workflow-{workflow_id}"
    flash(_("Trying again now.") if retried else _("This has not failed, so there is nothing to try again."), place)
    return redirect(url_for(".page", _anchor=place), 303)


def _note_retry(db: Session, workflow: Workflow) -> None:
    title = overseeing.titles(db, [workflow]).get(workflow.media_id, "")
    note(db, "workflow_retried", media_id=workflow.media_id, link_id=workflow.link_id, detail=title)
