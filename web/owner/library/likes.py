"""Liking a media item. Everybody who may watch it with an account may like it (contract 4.19)."""

from flask import Blueprint, redirect, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from models.media import likes, permitting
from models.plumbing import clock, database
from web.account.login import signed_in_user
from web.owner.library.forms import LikeForm

blueprint = Blueprint("owner_likes", __name__, url_prefix="/media/<row_id:media_id>/like")


@blueprint.post("")
@login_required
def change(media_id: int) -> Response:
    user = signed_in_user()
    with database.reading() as db:
        permitting.visible_media(db, media_id, user)
    form = LikeForm()
    form.require_valid()
    with database.writing() as db:
        if form.state.data == "liked":
            likes.like(db, media_id, user.id, now=clock.utcnow())
        else:
            likes.unlike(db, media_id, user.id)
    return redirect(url_for("owner_media_page.page", media_id=media_id), 303)
