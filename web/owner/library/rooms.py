"""Joining a room on the owner's side."""

from flask import Blueprint
from flask_login import login_required
from werkzeug.wrappers import Response

from models.media import permitting, rooms
from models.media.jitsi import join_address
from models.plumbing import clock, database
from web.account.login import signed_in_user
from web.requests.redirecting import redirect_to_room

blueprint = Blueprint("owner_rooms", __name__, url_prefix="/media/<row_id:media_id>/join")


@blueprint.get("")
@login_required
def join(media_id: int) -> Response:
    """For everybody who may watch the item. Its owners join as moderators (contract 10.3)."""
    user = signed_in_user()
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
        url = rooms.join_url_of(db, media_id)
        is_moderator = permitting.is_owner(db, media_id, user)
    return redirect_to_room(join_address(url, user.name, moderator=is_moderator, now=clock.utcnow()))
