"""Adding a live session."""

from flask import Blueprint, Response, make_response, render_template
from flask_babel import get_timezone
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Forbidden, Invalid
from models.media import live_sessions, permitting
from models.plumbing import clock, database
from web.account.login import signed_in_user
from web.owner.adding import added
from web.owner.adding.forms import LiveForm
from web.pages.localizing import words

blueprint = Blueprint("owner_adding_live", __name__, url_prefix="/media", template_folder="../templates")


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
        with database.writing() as db:
            media = live_sessions.add_live(
                db,
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
