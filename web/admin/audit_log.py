"""The audit log: who did what, with filters, and as a file (contract 12.47)."""

from datetime import datetime
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import get_timezone
from flask_babel import gettext as _

from models.errors import Invalid
from models.people import accounts
from models.plumbing import database
from models.plumbing.csv_files import csv_file
from models.plumbing.keyset import Page
from models.site import audit_log
from models.site.audit_log import Noted, Wanted
from web.admin.acts import ACTS, act_text
from web.admin.blueprint import admin_blueprint
from web.admin.forms import AuditFilterForm
from web.observing.routed_path import as_routed
from web.pages.localizing import translated
from web.requests.searching import page_start

blueprint = admin_blueprint("admin_audit", "")


@blueprint.get("/audit")
def page() -> Response:
    form = AuditFilterForm(request.args)
    wanted = _wanted(form)
    if wanted is None:
        return make_response(_page(form, Page([])), 422)
    start = page_start()
    with database.reading() as db:
        return make_response(_page(form, audit_log.entries(db, wanted, start)))


def _page(form: AuditFilterForm, found: Page[Noted]) -> str:
    filters: dict[str, Any] = {name: value for name, value in request.args.items() if name in form.data and value}
    return render_template(
        "admin/audit.html",
        form=form,
        found=found,
        filters=filters,
        act_text=act_text,
        newer=url_for(".page", **filters, before=str(found.before)) if found.before else None,
        older=url_for(".page", **filters, after=str(found.after)) if found.after else None,
    )


def _wanted(form: AuditFilterForm) -> Wanted | None:
    """None if something in the form is wrong; the form then says what."""
    form.act.choices = [("", _("Everything")), *sorted(ACTS.items(), key=lambda act: str(act[1]))]
    if not form.validate():
        return None
    user_id = None
    if form.email.cleaned:
        try:
            with database.reading() as db:
                user_id = accounts.user_by_typed_email(db, form.email.cleaned).id
        except Invalid as refusal:
            form.email.errors = [translated(refusal)]
            return None
    return Wanted(user_id, form.command_line.data, form.act.data or None, form.item.cleaned, form.link.cleaned)


def is_slow(method: str, path: str) -> bool:
    """Whether this request is for the file, whose tens of thousands of entries take seconds."""
    return method in {"GET", "HEAD"} and as_routed(path) == f"{blueprint.url_prefix}/audit.csv"


@blueprint.get("/audit.csv")
def file() -> Response:
    form = AuditFilterForm(request.args)
    wanted = _wanted(form)
    if wanted is None:
        return make_response(_page(form, Page([])), 422)
    header = [
        _("Time"),
        _("Name"),
        _("Email"),
        _("What"),
        _("Details"),
        _("Item"),
        _("Title"),
        _("Link"),
        _("Link name"),
    ]
    with database.reading() as db:
        content = csv_file(header, map(_cells, audit_log.newest_entries(db, wanted)))
    response = Response(content, mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=audit.csv"
    return response


def _cells(row: Noted) -> list[object]:
    who = _("Command line") if row.user_id is None else row.user_name
    text = act_text(row.act)
    return [_time(row.at), who, row.user_email, text, row.detail, row.media_id, row.title, row.link_id, row.link_name]


def _time(instant: datetime) -> str:
    """ISO 8601 in the reader's zone, with its offset."""
    return instant.astimezone(get_timezone()).isoformat(sep=" ", timespec="seconds")
