"""Manage guest access: the window with the switch and the links. All its forms post to the window's own address."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required
from werkzeug.wrappers import Response

from models.errors import Forbidden
from models.links import deleting, ending, switching
from models.links import listing as link_listing
from models.media import permitting, showing
from models.people import stopping
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from models.tables import MediaItem
from models.tables.guest_link import SLOTS, LinkStatus
from web.account.login import signed_in_user
from web.account.noting import note
from web.owner.guests.doing import doing
from web.owner.links import new_link
from web.owner.links.connected_guests import what_goes_on, who_stays
from web.owner.links.owned import link_of, owned_item, undeleted_link_of
from web.owner.links.shown_link import shown_link
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm, SwitchForm
from web.pages.submitting import submitted_action

blueprint = Blueprint(
    "owner_guest_access", __name__, url_prefix="/media/<row_id:media_id>/guest-access", template_folder="../templates"
)


@blueprint.get("")
@login_required
def window(media_id: int) -> str:
    media = owned_item(media_id)
    now = clock.utcnow()
    with database.reading() as db:
        rows = link_listing.links_of(db, media_id, now=now)
        user = signed_in_user()
        may_create = permitting.may_create_links(db, media, user)
        may_edit = permitting.is_permitted(db, user.id)
        are_links_on = permitting.are_links_on(db)
        owner_is_stopped = stopping.owner_is_stopped(db, media.owner_id)
        live = showing.shown_live(db, media_id, now=now)
        room_is_open = showing.room_is_open(db, media_id)
    return render_template(
        "owner/guest_access.html",
        room_is_open=room_is_open,
        stream_is_elsewhere=live is not None and live.is_elsewhere,
        media=media,
        links=[shown_link(row, now, are_links_on=are_links_on) for row in rows],
        switch_form=SwitchForm(),
        connected=sum(row.connected for row in rows),
        may_create=may_create,
        may_edit=may_edit,
        # A link that was just changed.
        fresh=row_id(request.args.get("link", "")),
        are_links_on=are_links_on,
        owner_is_stopped=owner_is_stopped,
        at_limit=len(rows) >= len(SLOTS),
    )


@blueprint.post("")
@login_required
def change(media_id: int) -> Response:
    return submitted_action({"switch": _switch, "create": new_link.create, "delete": _delete})(owned_item(media_id))


def _switch(media: MediaItem) -> Response:
    form = SwitchForm()
    form.require_valid()
    with database.writing() as db:
        act = f"access_{form.state.data}"
        if form.state.data == "off" and "end" in request.form:
            act = "access_ended"
            has_changed = ending.end_item(db, media.id, now=clock.utcnow())
        elif form.state.data == "off":
            has_changed = switching.turn_off_access(db, media.id, now=clock.utcnow())
        elif permitting.may_create_links(db, media, signed_in_user()):
            has_changed = switching.turn_on_access(db, media.id, now=clock.utcnow())
        else:
            raise Forbidden("You are not allowed to turn on guest access for this media.")
        if has_changed:
            note(db, act, media_id=media.id, detail=media.title)
    flash(_("Saved"))
    return redirect(url_for(".window", media_id=media.id), 303)


def _delete(media: MediaItem) -> Response:
    ActionForm().require_valid()
    link = link_of(media, request.form.get("link_id", "")).link
    with database.writing() as db:
        if deleting.delete_link(db, link.id, now=clock.utcnow()):
            note(db, "link_deleted", media_id=media.id, link_id=link.id, detail=link.name)
    flash(_("“%(name)s” was deleted.", name=link.name))
    return redirect(url_for(".window", media_id=media.id), 303)


@blueprint.get("/new")
@login_required
def new_link_form(media_id: int) -> Response:
    return new_link.empty_form(owned_item(media_id))


@blueprint.get("/off")
@login_required
def confirm_off(media_id: int) -> str:
    media = owned_item(media_id)
    with database.reading() as db:
        rows = link_listing.links_of(db, media_id, now=clock.utcnow())
        elsewhere = what_goes_on(db, media)
    staying = who_stays(doing([media.kind]), sum(row.connected for row in rows))
    parts = _what_stops([row.status for row in rows]), staying, elsewhere
    hidden, stronger = {"do": "switch", "state": "off"}, ("end", str(_("Turn off and end now")))
    address = url_for(".window", media_id=media_id)
    text = " ".join(part for part in parts if part)
    return confirmation(
        _("Turn off guest access?"), text, _("Turn off"), hidden, address, stronger=stronger, media=media
    )


@blueprint.get("/links/<row_id:link_id>/delete")
@login_required
def confirm_delete_link(media_id: int, link_id: int) -> str:
    media = owned_item(media_id)
    row = undeleted_link_of(media, link_id)
    text = f"{_what_is_deleted(row)} {who_stays(doing([media.kind]), row.connected)}"
    hidden, address = {"do": "delete", "link_id": str(link_id)}, url_for(".window", media_id=media_id)
    return confirmation(_("Delete this link?"), text, _("Delete"), hidden, address, media=media)


def _what_stops(statuses: list[str]) -> str:
    """A link that has reached its limit lets nobody in already, but its guests could still load the page again."""
    working, full = statuses.count(LinkStatus.ACTIVE), statuses.count(LinkStatus.LIMIT_REACHED)
    sentences = [ngettext("%(num)s link stops working.", "%(num)s links stop working.", working)] if working else []
    if full:
        sentences.append(
            ngettext(
                "%(num)s link has reached its limit. Its guests cannot come back.",
                "%(num)s links have reached their limit. Their guests cannot come back.",
                full,
            )
        )
    return " ".join(sentences)


def _what_is_deleted(row: link_listing.ListedLink) -> str:
    if row.status in {LinkStatus.EXPIRED, LinkStatus.LIMIT_REACHED}:
        return str(
            _("“%(name)s” lets no new guests in now. After this, it can never be used again.", name=row.link.name)
        )
    return str(_("“%(name)s” will never work again.", name=row.link.name))
