"""The guests of an item (contract 4.12, 4.48): their page, and removing one of them."""

from flask import Blueprint, flash, make_response, redirect, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from models.guests import removing_guests
from models.plumbing import clock, database
from models.tables import GuestEntry
from models.tables.media_item import Kind
from web.account.noting import note
from web.owner.guests import downloads, listing
from web.owner.guests.owned import Owned, owned_entry
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm

blueprint = Blueprint("owner_guests", __name__, url_prefix="/media/<row_id:media_id>", template_folder="../templates")


@blueprint.get("/guests")
@login_required
def who_entered(media_id: int) -> str:
    return listing.page_of_guests(media_id)


@blueprint.get("/guests.<any(csv, xlsx):ending>")
@login_required
def download(media_id: int, ending: str) -> Response:
    return downloads.file_of_guests(media_id, None, ending)


@blueprint.route("/guests/<row_id:entry_id>/remove", methods=["GET", "POST"])
@login_required
def remove(media_id: int, entry_id: int) -> Response:
    """Asks first. The page where the guest was listed is shown again afterwards."""
    with database.reading() as db:
        of_link, entry = owned_entry(db, media_id, entry_id)
    back = listing.address_of(of_link if _came_from_link() else Owned(of_link.media))
    if not ActionForm().is_confirmed():
        return make_response(_question(of_link, entry, back))
    with database.writing() as db:
        link = removing_guests.remove_guest(db, entry_id, now=clock.utcnow())
        if link is not None:
            # The link's name, never the guest's: that one is erased after a while.
            note(db, "guest_removed", media_id=link.media_id, link_id=link.id, detail=link.name)
    flash(_("The guest was removed."))
    return redirect(back, 303)


def _question(of_link: Owned, entry: GuestEntry, back: str) -> str:
    name = f"{entry.name} ({entry.email})" if entry.name else _("this guest")
    text = _(
        "“%(name)s” stops watching at once, and cannot load the page again. The link stays as it is: anyone who has it "
        "can enter with it.",
        name=name,
    )
    if of_link.media.kind in {Kind.ROOM, Kind.CHANNEL_ROOM}:
        stays = _("Someone who is in the room stays there until they leave it.")
        text = f"{text} {stays}"
    hidden = {"of-link": "1"} if _came_from_link() else {}
    return confirmation(_("Remove this guest?"), text, _("Remove"), hidden, request.path, back=back)


def _came_from_link() -> bool:
    """Whether the guest was listed on the page of the link."""
    return "of-link" in (request.form if request.method == "POST" else request.args)
