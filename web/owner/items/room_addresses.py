"""An owner's room: changing its address."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from models.media import rooms
from models.tables import MediaItem
from models.tables.media_item import Kind
from web.account.noting import note
from web.owner.items.edit_page import edit_page, owned_item
from web.owner.items.forms import RoomAddressForm
from web.pages.submitting import save

blueprint = Blueprint(
    "owner_room_addresses", __name__, url_prefix="/media/<row_id:media_id>", template_folder="../templates"
)


@blueprint.post("/room")
@login_required
def change_address(media_id: int) -> Response:
    media = owned_item(media_id)
    if media.kind not in {Kind.ROOM, Kind.CHANNEL_ROOM}:
        raise NotFound
    form = RoomAddressForm()
    save(form, lambda db: _change(db, media, form.join_url.cleaned))
    if form.errors:
        return edit_page(media, 422, room_form=form)
    flash(_("Saved"), "room")
    return redirect(url_for("owner_editing.edit", media_id=media_id, _anchor="room"), 303)


def _change(db: Session, media: MediaItem, join_url: str) -> None:
    if rooms.change_address(db, media.id, join_url):
        # Not the address, which may be somebody's own way in.
        note(db, "room_address_set", media_id=media.id, detail=media.title)
