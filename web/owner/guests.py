"""Who entered: the list of an item's guests, for its owners."""

from flask import Blueprint, render_template, request
from flask_login import login_required

from models import attending, permitting
from models.plumbing import db
from models.plumbing.errors import NotFound
from models.plumbing.row_ids import row_id
from web.account.login import signed_in_user

blueprint = Blueprint(
    "owner_guests", __name__, url_prefix="/media/<row_id:media_id>/guests", template_folder="templates"
)


@blueprint.get("")
@login_required
def who_entered(media_id: int) -> str:
    with db.reading() as session:
        media = permitting.owned_media(session, media_id, signed_in_user())
        page = row_id(request.args.get("page", "1"))
        if page is None:
            raise NotFound
        entered = attending.who_entered(session, media_id, page=page)
    return render_template("owner/guests.html", media=media, entered=entered)
