"""Liking an item: for everybody who may watch it with an account."""

from flask import Blueprint, redirect, url_for
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from models import marking, permitting
from models.plumbing import clock, db
from web.account.login import signed_in_user
from web.owner.forms import LikeForm

blueprint = Blueprint("owner_liking", __name__, url_prefix="/media/<row_id:media_id>/like")


@blueprint.post("")
@login_required
def like(media_id: int) -> BaseResponse:
    user = signed_in_user()
    with db.reading() as session:
        permitting.visible_media(session, media_id, user)
    form = LikeForm()
    form.must_hold()
    with db.writing() as session:
        if form.state.data == "liked":
            marking.like(session, media_id, user.id, now=clock.utcnow())
        else:
            marking.unlike(session, media_id, user.id)
    return redirect(url_for("owner.page", media_id=media_id), 303)
