"""The guests of an item (contract 4.12, 4.48): their page, and removing one of them."""

from flask import Blueprint, flash, make_response, redirect, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from models.guests import listed_guests, removing_guests
from models.plumbing import clock, database
from models.tables import GuestEntry
from web.account.noting import note
from web.owner.guests import downloads, listing
from web.owner.guests.doing import ROOMS, what_removing_does
from web.owner.guests.owned import owned_entry
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
    """Asks first. The list that led here is shown again afterwards, as it was."""
    with database.reading() as db:
        of_link, entry = owned_entry(db, media_id, entry_id)
        is_here = listed_guests.is_here_now(db, entry_id, now=clock.utcnow())
    back = listing.way_back(of_link)
    if not ActionForm().is_confirmed():
        return make_response(_question(of_link.media.kind, entry, back, is_here=is_here))
    with database.writing() as db:
        link = removing_guests.remove_guest(db, entry_id, now=clock.utcnow())
        if link is not None:
            # The link's name, never the guest's: that one is erased after a while.
            note(db, "guest_removed", media_id=link.media_id, link_id=link.id, detail=link.name)
    flash(_("The guest was removed."))
    return redirect(back, 303)


def _question(kind: str, entry: GuestEntry, back: str, *, is_here: bool) -> str:
    name = f"{entry.name} ({entry.email})"
    guest = _("“%(name)s”", name=name) if entry.name else _("This guest")
    sentences = [
        what_removing_does(kind, guest, is_here=is_here),
        _("The link stays as it is: anyone who has it can enter with it."),
    ]
    if kind in ROOMS:
        sentences.append(_("Someone who is in the room stays there until they leave it."))
    # The form is sent to the same address, which says where the list was.
    address = request.full_path.removesuffix("?")
    return confirmation(_("Remove this guest?"), " ".join(sentences), _("Remove"), {}, address, back=back)
