"""End now: one link ends at once, after asking. The pages that its guests have open stop playing (contract 2.53)."""

from flask import Blueprint, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from models.links import ending
from models.plumbing import clock, database
from web.account.noting import note
from web.owner.guests.doing import doing
from web.owner.links.connected_guests import what_goes_on, who_is_stopped
from web.owner.links.owned import owned_item, undeleted_link_of
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm

blueprint = Blueprint(
    "owner_link_ending",
    __name__,
    url_prefix="/media/<row_id:media_id>/guest-access/links/<row_id:link_id>/end",
    template_folder="../templates",
)


@blueprint.route("", methods=["GET", "POST"])
@login_required
def end(media_id: int, link_id: int) -> Response:
    media = owned_item(media_id)
    row = undeleted_link_of(media, link_id)
    if ActionForm().is_confirmed():
        with database.writing() as db:
            if ending.end_link(db, link_id, now=clock.utcnow()):
                note(db, "link_ended", media_id=media_id, link_id=link_id, detail=row.link.name)
        flash(_("“%(name)s” has ended.", name=row.link.name))
        window = url_for("owner_guest_access.window", media_id=media_id, link=link_id, _anchor=f"link-{link_id}")
        return redirect(window, 303)
    with database.reading() as db:
        elsewhere = what_goes_on(db, media)
    closed = _("After that, “%(name)s” lets no one in until you give it a later end.", name=row.link.name)
    stopped = who_is_stopped(doing([media.kind]), row.connected)
    text = " ".join(part for part in (closed, stopped, elsewhere) if part)
    address, back = (
        url_for(".end", media_id=media_id, link_id=link_id),
        url_for("owner_guest_access.window", media_id=media_id),
    )
    question = confirmation(_("End this link now?"), text, _("End now"), {}, address, back=back, media=media)
    return make_response(question)
