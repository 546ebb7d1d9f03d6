"""The notices on My media: what they say, and dismissing them."""

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from models.links import notices
from models.media import preparing
from models.media.preparing import FailedPreparation
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from models.tables import Notice
from models.tables.workflow import Event
from web.account.login import signed_in_user
from web.pages.forms import ActionForm

blueprint = Blueprint("owner_notices", __name__)


def notice_text(notice: Notice) -> str:
    names = {"link": notice.link.name, "title": notice.link.media.title}
    if notice.event == Event.LIMIT_REACHED:
        return str(_("The link “%(link)s” to “%(title)s” has reached its click limit.", **names))
    return str(_("The link “%(link)s” to “%(title)s” has expired.", **names))


def failure_text(failure: FailedPreparation) -> str:
    if failure.is_replacement:
        failed = _("The new file of “%(title)s” could not be used, so the old one stays.", title=failure.title)
        return f"{failed} {_(failure.trouble)}"
    failed = _("“%(title)s” could not be prepared, so it cannot be shown in every browser.", title=failure.title)
    return f"{failed} {_(failure.trouble)}"


@blueprint.post("/happened/seen")
@login_required
def dismiss() -> BaseResponse:
    ActionForm().require_valid()
    user, now = signed_in_user(), clock.utcnow()
    with database.writing() as db:
        notices.mark_notices_seen(db, user, _shown("happened"), now=now)
        preparing.mark_failures_seen(db, user, _shown("failed"), now=now)
    return redirect(url_for("owner_my_media.page"), 303)


def _shown(name: str) -> list[int]:
    return [number for text in request.form.getlist(name) if (number := row_id(text)) is not None]
