"""Liking an item: for everybody who may watch it with an account."""

from flask import Blueprint, redirect, url_for
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from models.media import marks, permitting
from models.plumbing import clock, database
from web.account.login import signed_in_user
from web.owner.library.forms import LikeForm

blueprint = Blueprint("owner_liking", __name__, url_prefix="/media/<row_id:media_id>/like")


@blueprint.post("")
@login_required
def like(media_id: int) -> BaseResponse:
    user = signed_in_user()
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
    form = LikeForm()
    form.must_hold()
    with database.writing() as db:
        if form.state.data == "liked":
            marks.like(db, media_id, user.id, now=clock.utcnow())
        else:
            marks.unlike(db, media_id, user.id)
    return redirect(url_for("owner.page", media_id=media_id), 303)
