"""Maintenance: the schedule and what it achieved, and every workflow with its steps, tries, times and errors."""

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_decimal, format_timedelta
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from models.errors import NotFound
from models.plumbing import clock, database
from models.upkeep import diagnosing, running
from models.upkeep.chores import CHORES
from models.workflows import overseeing
from models.workflows import overseeing as workflows_overseeing
from web.admin import words
from web.admin.door import admin_blueprint
from web.pages.forms import ActionForm
from web.requests.paging import page_number

blueprint = admin_blueprint("admin_maintenance", "/maintenance")


def _every(seconds: float) -> str:
    if seconds == 3600:
        return str(_("every hour"))
    return str(_("every %(time)s", time=format_timedelta(timedelta(seconds=seconds), threshold=1)))


@blueprint.get("")
def page() -> str:
    state = request.args.get("state") or None
    if state is not None and state not in words.STATES:
        raise NotFound
    now = clock.utcnow()
    with database.reading() as db:
        runs, why = running.runs(db), diagnosing.why_late(db, now=now)
        parts = diagnosing.parts(db, now=now)
        found = overseeing.workflows(db, state, page_number())
    chores = [
        {
            "words": words.chore(name),
            "every": _every(chore.every),
            "run": runs.get(name),
            "why": words.WHY[why[name]] if name in why else None,
        }
        for name, chore in CHORES.items()
    ]
    clocks = [_clock("web", now, clock.read().ahead)]
    clocks += [_clock(name, part.last_at, part.clock_ahead) for name, part in parts.items()]
    return render_template(
        "admin/maintenance.html", chores=chores, clocks=clocks, workflows=found, state=state, words=words
    )


def _clock(name: str, last_at: datetime | None, ahead: float | None) -> dict[str, object]:
    # Plus nothing: a hair behind would be -0.0.
    off = None if ahead is None else format_decimal(round(ahead, 1) + 0.0, format="+0.0;-0.0")
    return {"part": words.PARTS[name], "last_at": last_at, "ahead": off, "is_off": diagnosing.is_off(ahead)}


@blueprint.post("/workflows/<row_id:workflow_id>/retry")
def retry(workflow_id: int) -> BaseResponse:
    ActionForm().must_hold()
    with database.writing() as db:
        retried = workflows_overseeing.retry_workflow(db, workflow_id, now=clock.utcnow())
    flash(_("It is tried again now.") if retried else _("It has not failed, so there is nothing to retry."))
    return redirect(url_for(".page", _anchor=f"workflow-{workflow_id}"), 303)
