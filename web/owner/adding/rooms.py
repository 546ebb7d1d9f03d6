"""Adding a room."""

from flask import Blueprint, make_response, render_template
from flask_login import login_required
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.errors import Forbidden
from models.media import rooms
from models.plumbing import clock
from models.tables import MediaItem, User
from web.owner.adding.forms import RoomForm
from web.owner.adding.new_items import answer, noted, person_who_adds
from web.pages.submitting import save

blueprint = Blueprint("owner_adding_rooms", __name__, url_prefix="/media", template_folder="../templates")


@blueprint.route("/new-room", methods=["GET", "POST"])
@login_required
def new_room() -> Response:
    user = person_who_adds(Forbidden("You are not allowed to add rooms."))
    form = RoomForm()
    return answer(form, save(form, lambda db: noted(db, _add(db, user, form))), _page)


def _add(db: Session, user: User, form: RoomForm) -> MediaItem:
    return rooms.add_room(
        db,
        owner_id=user.id,
        title=form.title.cleaned,
        join_url=form.join_url.cleaned,
        channel=form.channel.data,
        now=clock.utcnow(),
    )


def _page(form: RoomForm, status: int) -> Response:
    return make_response(render_template("owner/new_room.html", form=form), status)
