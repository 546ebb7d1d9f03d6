"""An owner's rooms: the form that adds one, and joining it on this side."""

from flask import Blueprint, Response, make_response, render_template
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from models import meeting, permitting
from models.plumbing import clock, db
from models.plumbing.errors import Forbidden
from models.plumbing.jitsi import join_address
from web.account.login import signed_in_user
from web.owner import added
from web.owner.forms import RoomForm
from web.redirecting import into_room

blueprint = Blueprint("owner_rooms", __name__, url_prefix="/media", template_folder="templates")


@blueprint.get("/<row_id:media_id>/join")
@login_required
def join(media_id: int) -> BaseResponse:
    """For those who may watch it on this side; its owners join as moderators."""
    user = signed_in_user()
    with db.reading() as session:
        permitting.visible_media(session, media_id, user)
        url = meeting.join_url_of(session, media_id)
        moderator = permitting.is_owner(session, media_id, user)
    return into_room(join_address(url, user.name, moderator=moderator, now=clock.utcnow()))


@blueprint.route("/new-room", methods=["GET", "POST"])
@login_required
def new_room() -> BaseResponse:
    if not permitting.may_upload(signed_in_user()):
        raise Forbidden("You are not permitted to add rooms.")
    form = RoomForm()
    if not form.validate_on_submit():
        return _page(form, 422 if form.is_submitted() else 200)
    with db.writing() as session:
        media = meeting.add_room(
            session,
            owner_id=signed_in_user().id,
            title=form.title.cleaned,
            join_url=form.join_url.cleaned,
            channel=form.channel.data,
            now=clock.utcnow(),
        )
    return added.to_its_page(media)


def _page(form: RoomForm, status: int) -> Response:
    return make_response(render_template("owner/new_room.html", form=form), status)
