"""An owner's live session: moving its start, and ending it."""

from datetime import datetime

from flask import Blueprint, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from models.media import live_sessions, showing
from models.plumbing import clock, database
from models.tables import MediaItem
from web.account.noting import note
from web.owner.items.edit_page import edit_page, owned_item
from web.owner.items.forms import StartForm
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm
from web.pages.submitting import save

blueprint = Blueprint(
    "owner_live_sessions", __name__, url_prefix="/media/<row_id:media_id>", template_folder="../templates"
)


@blueprint.route("/end-live", methods=["GET", "POST"])
@login_required
def end_live(media_id: int) -> Response:
    """Asks first, because an ended session cannot be started again (contract 9.7)."""
    media = _owned_live_session(media_id)
    media_page = url_for("owner_media_page.page", media_id=media_id)
    if ActionForm().is_confirmed():
        with database.writing() as db:
            if live_sessions.end_live(db, media_id, now=clock.utcnow()):
                note(db, "live_ended", media_id=media_id, detail=media.title)
        return redirect(media_page, 303)
    text = _("“%(title)s” ends for everyone who is watching, and cannot be started again.", title=media.title)
    address = url_for(".end_live", media_id=media_id)
    return make_response(confirmation(_("End this live session?"), text, _("End"), {}, address, back=media_page))


@blueprint.post("/start-now")
@login_required
def start_now(media_id: int) -> Response:
    """A button on the media page, while the start is still to come."""
    media = _owned_live_session(media_id)
    ActionForm().require_valid()
    with database.writing() as db:
        if live_sessions.start_now(db, media_id, now=clock.utcnow()):
            note(db, "live_started", media_id=media_id, detail=media.title)
    return redirect(url_for("owner_media_page.page", media_id=media_id), 303)


@blueprint.post("/start")
@login_required
def move_start(media_id: int) -> Response:
    media = _owned_live_session(media_id)
    form = StartForm()
    if form.validate() and not form.is_unchanged():
        save(form, lambda db: _move_start(db, media, form.starts_at.cleaned))
    if form.errors:
        return edit_page(media, 422, start_form=form)
    flash(_("Saved"), "start")
    return redirect(url_for("owner_editing.edit", media_id=media_id, _anchor="start"), 303)


def _move_start(db: Session, media: MediaItem, starts_at: datetime | None) -> None:
    if live_sessions.move_start(db, media.id, starts_at, now=clock.utcnow()):
        note(db, "live_start_set", media_id=media.id, detail=media.title)


def _owned_live_session(media_id: int) -> MediaItem:
    """Raises NotFound or Forbidden (contract 2.5), and NotFound if the item is not a live session."""
    media = owned_item(media_id)
    with database.reading() as db:
        if showing.shown_live(db, media_id, now=clock.utcnow()) is None:
            raise NotFound
    return media
