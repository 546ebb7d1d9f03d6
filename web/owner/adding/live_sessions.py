"""Adding a live session."""

from flask import Blueprint, make_response, render_template
from flask_login import login_required
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from models.errors import Forbidden
from models.media import live_sessions
from models.plumbing import clock
from models.tables import MediaItem, User
from web.owner.adding.forms import LiveForm
from web.owner.adding.new_items import answer, noted, person_who_adds
from web.pages.submitting import save
from web.requests.throttling import try_later

blueprint = Blueprint("owner_adding_live_sessions", __name__, url_prefix="/media", template_folder="../templates")


@blueprint.route("/new-live", methods=["GET", "POST"])
@login_required
def new_live() -> Response:
    user = person_who_adds(Forbidden("You are not allowed to add live sessions."))
    form = LiveForm()
    try:
        media = save(form, lambda db: noted(db, _add(db, user, form)))
    except TooManyRequests as refusal:
        return try_later(form, lambda: _page(form, 429), refusal)
    return answer(form, media, _page)


def _add(db: Session, user: User, form: LiveForm) -> MediaItem:
    return live_sessions.add_live(
        db,
        owner_id=user.id,
        title=form.title.cleaned,
        source=form.source,
        starts_at=form.starts_at.cleaned,
        now=clock.utcnow(),
    )


def _page(form: LiveForm, status: int) -> Response:
    form.zone.data = str(form.page_zone())
    return make_response(render_template("owner/new_live.html", form=form, zone=form.zone.data), status)
