"""An owner's live sessions: announced, begun at another time, ended; and what is sent of their stream on this side."""

from flask import Blueprint, Response, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Invalid
from models.media import listing, live_sessions, permitting
from models.plumbing import clock, database
from models.tables.live_session import LiveStream
from web.account.login import signed_in_user
from web.media.sending import send_live
from web.owner.items.edit_page import edit_page
from web.owner.items.forms import StartForm
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm
from web.pages.localizing import words

blueprint = Blueprint("owner_live", __name__, url_prefix="/media", template_folder="../templates")


@blueprint.get("/<row_id:media_id>/live/<stream_name:name>")
def live_bytes(media_id: int, name: str) -> Response:
    """To those who may watch it on this side; no guest cookie is read here."""
    user = signed_in_user() if current_user.is_authenticated else None
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
        live = listing.live_of(db, media_id, now=clock.utcnow())
    if live is None or live.folder is None:
        raise NotFound
    return send_live(LiveStream(live.folder, live.state), name)


@blueprint.route("/<row_id:media_id>/end-live", methods=["GET", "POST"])
@login_required
def end_live(media_id: int) -> BaseResponse:
    """Asks first: nothing begins again what has ended."""
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
        if listing.live_of(db, media_id, now=clock.utcnow()) is None:
            raise NotFound
    address = url_for("owner.page", media_id=media_id)
    if ActionForm().validate_on_submit():
        with database.writing() as db:
            live_sessions.end_live(db, media_id, now=clock.utcnow())
        return redirect(address, 303)
    text = _("“%(title)s” ends for everybody who is watching, and cannot be started again.", title=media.title)
    asking = url_for(".end_live", media_id=media_id)
    return make_response(confirmation(_("End this live session?"), text, _("End"), {}, asking, back=address))


@blueprint.post("/<row_id:media_id>/start")
@login_required
def move_start(media_id: int) -> BaseResponse:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
        if listing.live_of(db, media_id, now=clock.utcnow()) is None:
            raise NotFound
    form = StartForm()
    if not form.validate():
        return edit_page(media, 422, start_form=form)
    try:
        with database.writing() as db:
            live_sessions.move_start(db, media_id, form.starts_at.cleaned, now=clock.utcnow())
    except Invalid as refusal:
        form.starts_at.errors = [words(refusal)]
        return edit_page(media, 422, start_form=form)
    flash(_("Saved"))
    return redirect(url_for("owner_editing.edit", media_id=media_id, _anchor="start"), 303)
