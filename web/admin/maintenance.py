"""Maintenance: the schedule and what it achieved, and every workflow with its steps, tries, times and errors."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from models import maintenance, overseeing, retrying
from models.chores import CHORES
from models.plumbing import clock, db
from models.plumbing.errors import NotFound
from web.admin import words
from web.admin.door import admin_blueprint
from web.forms import ActionForm
from web.paging import page_number

blueprint = admin_blueprint("admin_maintenance", "/maintenance")


@blueprint.get("")
def page() -> str:
    state = request.args.get("state") or None
    if state is not None and state not in words.STATES:
        raise NotFound
    now = clock.utcnow()
    with db.reading() as session:
        runs, late = maintenance.runs(session), maintenance.late(session, now=now)
        found = overseeing.workflows(session, state, page_number())
    chores = [
        {
            "words": words.chore(name),
            "every": _("every %(time)s", time=format_timedelta(timedelta(seconds=chore.every), threshold=1)),
            "run": runs.get(name),
            "late": name in late,
        }
        for name, chore in CHORES.items()
    ]
    return render_template("admin/maintenance.html", chores=chores, workflows=found, state=state, words=words)


@blueprint.post("/workflows/<row_id:workflow_id>/retry")
def retry(workflow_id: int) -> BaseResponse:
    if not ActionForm().validate():
        raise BadRequest
    with db.writing() as session:
        retried = retrying.retry_workflow(session, workflow_id, now=clock.utcnow())
    flash(_("It is tried again now.") if retried else _("It has not failed, so there is nothing to retry."))
    return redirect(url_for(".page", _anchor=f"workflow-{workflow_id}"), 303)
