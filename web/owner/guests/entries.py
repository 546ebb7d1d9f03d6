"""Who entered: the guest entries of an item, for its owners (contract 4.12)."""

from flask import Blueprint, render_template
from flask_login import login_required

from models.guests import guest_entries
from models.media import permitting
from models.plumbing import database
from web.account.login import signed_in_user
from web.requests.paging import page_number

blueprint = Blueprint(
    "owner_guests", __name__, url_prefix="/media/<row_id:media_id>/guests", template_folder="../templates"
)


@blueprint.get("")
@login_required
def who_entered(media_id: int) -> str:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
        entries = guest_entries.entries_of(db, media_id, page=page_number())
    return render_template("owner/guests.html", media=media, entries=entries)
