"""An owner's live sessions: announced, begun at another time, ended; and what is sent of their stream on this side."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_babel import get_timezone
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from models import broadcasting, listing, permitting
from models.plumbing import clock, db
from models.plumbing.errors import Forbidden, Invalid
from models.tables.live_session import LiveStream
from web.account.login import signed_in_user
from web.confirming import confirmation
from web.forms import ActionForm
from web.live import send_live
from web.owner import added
from web.owner.edit_page import edit_page
from web.owner.forms import LiveForm, StartForm
from web.wording import words

blueprint = Blueprint("owner_live", __name__, url_prefix="/media", template_folder="templates")


@blueprint.get("/<row_id:media_id>/live/<stream_name:name>")
def live_bytes(media_id: int, name: str) -> Response:
    """To those who may watch it on this side; no guest cookie is read here."""
    user = signed_in_user() if current_user.is_authenticated else None
    with db.reading() as session:
        permitting.visible_media(session, media_id, user)
        live = listing.live_of(session, media_id, now=clock.utcnow())
    if live is None or live.folder is None:
        raise NotFound
    return send_live(LiveStream(live.folder, live.state), name)


@blueprint.route("/<row_id:media_id>/end-live", methods=["GET", "POST"])
@login_required
def end_live(media_id: int) -> BaseResponse:
    """Asks first: nothing begins again what has ended."""
    with db.reading() as session:
        media = permitting.owned_media(session, media_id, signed_in_user())
        if listing.live_of(session, media_id, now=clock.utcnow()) is None:
            raise NotFound
    address = url_for("owner.page", media_id=media_id)
    if ActionForm().validate_on_submit():
        with db.writing() as session:
            broadcasting.end_live(session, media_id, now=clock.utcnow())
        return redirect(address, 303)
    text = _("“%(title)s” ends for everybody who is watching, and cannot be started again.", title=media.title)
    asking = url_for(".end_live", media_id=media_id)
    return make_response(confirmation(_("End this live session?"), text, _("End"), {}, asking, back=address))


@blueprint.post("/<row_id:media_id>/start")
@login_required
def move_start(media_id: int) -> BaseResponse:
    with db.reading() as session:
        media = permitting.owned_media(session, media_id, signed_in_user())
        if listing.live_of(session, media_id, now=clock.utcnow()) is None:
            raise NotFound
    form = StartForm()
    if not form.validate():
        return edit_page(media, 422, start_form=form)
    try:
        with db.writing() as session:
            broadcasting.move_start(session, media_id, form.starts_at.cleaned, now=clock.utcnow())
    except Invalid as refusal:
        form.starts_at.errors = [words(refusal)]
        return edit_page(media, 422, start_form=form)
    flash(_("Saved"))
    return redirect(url_for("owner_editing.edit", media_id=media_id, _anchor="start"), 303)


@blueprint.route("/new-live", methods=["GET", "POST"])
@login_required
def new_live() -> BaseResponse:
    if not permitting.may_upload(signed_in_user()):
        raise Forbidden("You are not permitted to add live sessions.")
    form = LiveForm()
    if not form.is_submitted():
        return _page(form, 200)
    if not form.validate():
        return _page(form, 422)
    try:
        with db.writing() as session:
            media = broadcasting.add_live(
                session,
                owner_id=signed_in_user().id,
                title=form.title.cleaned,
                folder=form.folder.cleaned,
                playlist_url=form.playlist_url.cleaned,
                starts_at=form.starts_at.cleaned,
                now=clock.utcnow(),
            )
    except Invalid as refusal:
        form.folder.errors = [words(refusal)]
        return _page(form, 422)
    return added.to_its_page(media)


def _page(form: LiveForm, status: int) -> Response:
    return make_response(render_template("owner/new_live.html", form=form, zone=str(get_timezone())), status)
