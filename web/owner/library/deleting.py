"""Deleting a media item, after asking."""

from flask import Blueprint, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from models.links import listing as link_listing
from models.media import deleting, permitting
from models.plumbing import clock, database
from models.tables.media_item import Kind
from web.account.login import signed_in_user
from web.account.noting import note
from web.owner.guests.doing import doing
from web.owner.links.connected_guests import who_is_cut_off
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm

blueprint = Blueprint(
    "owner_deleting", __name__, url_prefix="/media/<row_id:media_id>/delete", template_folder="../templates"
)


@blueprint.route("", methods=["GET", "POST"])
@login_required
def delete_media(media_id: int) -> Response:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
        connected = sum(row.connected for row in link_listing.links_of(db, media_id, now=clock.utcnow()))
    if ActionForm().is_confirmed():
        with database.writing() as db:
            if deleting.delete_media(db, media_id, now=clock.utcnow()):
                note(db, "media_deleted", media_id=media_id, detail=media.title)
        flash(_("“%(title)s” was deleted.", title=media.title))
        return redirect(url_for("owner_my_media.page"), 303)
    gone = _("“%(title)s” and its guest links will be gone for good.", title=media.title)
    if media.kind == Kind.CHANNEL_ROOM:
        gone = _("“%(title)s” will be gone for good.", title=media.title)
    text = f"{gone} {who_is_cut_off(doing([media.kind]), connected)}"
    address, back = url_for(".delete_media", media_id=media_id), url_for("owner_media_page.page", media_id=media_id)
    return make_response(confirmation(_("Delete this media?"), text, _("Delete"), {}, address, back=back))
