"""Who entered: the list of an item's guests, for its owners."""

from flask import Blueprint, render_template
from flask_login import login_required

from models import attending, permitting
from models.plumbing import db
from web.account.login import signed_in_user
from web.paging import page_number

blueprint = Blueprint(
    "owner_guests", __name__, url_prefix="/media/<row_id:media_id>/guests", template_folder="templates"
)


@blueprint.get("")
@login_required
def who_entered(media_id: int) -> str:
    with db.reading() as session:
        media = permitting.owned_media(session, media_id, signed_in_user())
        entered = attending.who_entered(session, media_id, page=page_number())
    return render_template("owner/guests.html", media=media, entered=entered)
