"""Adding a live session."""

from flask import Blueprint, make_response, render_template
from flask_babel import get_timezone
from flask_login import login_required
from werkzeug.wrappers import Response

from models.errors import Forbidden
from models.media import live_sessions, permitting
from models.plumbing import clock
from web.account.login import signed_in_user
from web.owner.adding.forms import LiveForm
from web.owner.adding.redirects import redirect_to_new_item
from web.pages.submitting import save

blueprint = Blueprint("owner_adding_live_sessions", __name__, url_prefix="/media", template_folder="../templates")


@blueprint.route("/new-live", methods=["GET", "POST"])
@login_required
def new_live() -> Response:
    user = signed_in_user()
    if not permitting.may_upload(user):
        raise Forbidden("You are not allowed to add live sessions.")
    form = LiveForm()
    media = save(
        form,
        lambda db: live_sessions.add_live(
            db,
            owner_id=user.id,
            title=form.title.cleaned,
            folder=form.folder.cleaned,
            playlist_name=form.playlist_name.cleaned,
            playlist_url=form.playlist_url.cleaned,
            starts_at=form.starts_at.cleaned,
            now=clock.utcnow(),
        ),
    )
    if media is not None:
        return redirect_to_new_item(media)
    page = render_template("owner/new_live.html", form=form, zone=str(get_timezone()))
    return make_response(page, 422 if form.errors else 200)
