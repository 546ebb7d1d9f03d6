"""An owner's rooms: the form that adds one, and joining it on this side."""

from flask import Blueprint, Response, make_response, render_template
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Forbidden
from models.media import permitting, rooms
from models.media.jitsi import join_address
from models.plumbing import clock, database
from web.account.login import signed_in_user
from web.owner.adding import added
from web.owner.adding.forms import RoomForm
from web.requests.redirecting import into_room

blueprint = Blueprint("owner_rooms", __name__, url_prefix="/media", template_folder="../templates")


@blueprint.get("/<row_id:media_id>/join")
@login_required
def join(media_id: int) -> BaseResponse:
    """For those who may watch it on this side; its owners join as moderators."""
    user = signed_in_user()
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
        url = rooms.join_url_of(db, media_id)
        moderator = permitting.is_owner(db, media_id, user)
    return into_room(join_address(url, user.name, moderator=moderator, now=clock.utcnow()))


@blueprint.route("/new-room", methods=["GET", "POST"])
@login_required
def new_room() -> BaseResponse:
    if not permitting.may_upload(signed_in_user()):
        raise Forbidden("You are not permitted to add rooms.")
    form = RoomForm()
    if not form.validate_on_submit():
        return _page(form, 422 if form.is_submitted() else 200)
    with database.writing() as db:
        media = rooms.add_room(
            db,
            owner_id=signed_in_user().id,
            title=form.title.cleaned,
            join_url=form.join_url.cleaned,
            channel=form.channel.data,
            now=clock.utcnow(),
        )
    return added.to_its_page(media)


def _page(form: RoomForm, status: int) -> Response:
    return make_response(render_template("owner/new_room.html", form=form), status)
