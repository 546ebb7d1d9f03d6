"""Manage guest access: the window with the switch and the links. All its forms post to the window's own address."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import login_required
from werkzeug.wrappers import Response

from models.config.settings import settings
from models.errors import Forbidden, NotFound
from models.links import deleting, switching, tokens
from models.links import listing as link_listing
from models.media import permitting, showing
from models.people import stopping
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from models.tables import MediaItem
from models.tables.guest_link import SLOTS, LinkStatus
from web.account.login import signed_in_user
from web.account.noting import note
from web.owner.links import new_link
from web.owner.links.connected_guests import who_stays
from web.pages import display
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm, SwitchForm
from web.pages.submitting import submitted_action

blueprint = Blueprint(
    "owner_guest_access", __name__, url_prefix="/media/<row_id:media_id>/guest-access", template_folder="../templates"
)

OWNER_DISABLED = _l("Owner disabled")


@blueprint.get("")
@login_required
def window(media_id: int) -> str:
    media = _owned_item(media_id)
    now = clock.utcnow()
    with database.reading() as db:
        rows = link_listing.links_of(db, media_id, now=now)
        may_create = permitting.may_create_links(db, media, signed_in_user())
        are_links_on = permitting.are_links_on(db)
        owner_is_stopped = stopping.owner_is_stopped(db, media.owner_id)
        live = showing.shown_live(db, media_id, now=now)
        room_is_open = showing.room_is_open(db, media_id)
    return render_template(
        "owner/guest_access.html",
        room_is_open=room_is_open,
        stream_is_elsewhere=live is not None and live.is_elsewhere,
        media=media,
        links=[_shown_link(row, now, are_links_on=are_links_on) for row in rows],
        switch_form=SwitchForm(),
        connected=sum(row.connected for row in rows),
        may_create=may_create,
        are_links_on=are_links_on,
        owner_is_stopped=owner_is_stopped,
        at_limit=len(rows) >= len(SLOTS),
    )


def _shown_link(row: link_listing.ListedLink, now: datetime, *, are_links_on: bool) -> dict[str, object]:
    link = row.link
    # Guests read the same words for both causes. An owner can do something about this one.
    is_owners = row.status == LinkStatus.UNAVAILABLE and are_links_on
    return {
        "id": link.id,
        "name": link.name,
        "url": tokens.url_of(link, settings().base_url),
        "expires_at": link.expires_at,
        "expires_in": display.time_until(link.expires_at, now) if link.expires_at else None,
        "clicks_text": display.clicks(link.clicks, link.click_limit),
        "status": row.status,
        "status_text": OWNER_DISABLED if is_owners else display.STATUS_TEXTS[row.status],
        "connected": row.connected,
    }


@blueprint.post("")
@login_required
def change(media_id: int) -> Response:
    return submitted_action({"switch": _switch, "create": new_link.create, "delete": _delete})(_owned_item(media_id))


def _switch(media: MediaItem) -> Response:
    form = SwitchForm()
    form.require_valid()
    with database.writing() as db:
        if form.state.data == "off":
            switching.turn_off_access(db, media.id, now=clock.utcnow())
        elif permitting.may_create_links(db, media, signed_in_user()):
            switching.turn_on_access(db, media.id, now=clock.utcnow())
        else:
            raise Forbidden("You are not allowed to turn on guest access for this media.")
        note(db, f"access_{form.state.data}", media_id=media.id, detail=media.title)
    flash(_("Saved"))
    return redirect(url_for(".window", media_id=media.id), 303)


def _delete(media: MediaItem) -> Response:
    ActionForm().require_valid()
    link = _link_of(media, request.form.get("link_id", "")).link
    with database.writing() as db:
        deleting.delete_link(db, link.id, now=clock.utcnow())
    flash(_("“%(name)s” was deleted.", name=link.name))
    return redirect(url_for(".window", media_id=media.id), 303)


@blueprint.get("/new")
@login_required
def new_link_form(media_id: int) -> Response:
    return new_link.empty_form(_owned_item(media_id))


@blueprint.get("/off")
@login_required
def confirm_off(media_id: int) -> str:
    media = _owned_item(media_id)
    with database.reading() as db:
        rows = link_listing.links_of(db, media_id, now=clock.utcnow())
    text = f"{_what_stops([row.status for row in rows])} {who_stays(media, sum(row.connected for row in rows))}".strip()
    return _confirmation(media, _("Turn off guest access?"), text, _("Turn off"), {"do": "switch", "state": "off"})


@blueprint.get("/links/<row_id:link_id>/delete")
@login_required
def confirm_delete_link(media_id: int, link_id: int) -> str:
    media = _owned_item(media_id)
    row = _link_of(media, str(link_id))
    if row.link.deleted_at is not None:
        raise NotFound
    text = f"{_what_is_deleted(row)} {who_stays(media, row.connected)}"
    return _confirmation(media, _("Delete this link?"), text, _("Delete"), {"do": "delete", "link_id": str(link_id)})


def _what_stops(statuses: list[str]) -> str:
    """A link that has reached its limit lets nobody in already, but its guests could still load the page again."""
    working, full = statuses.count(LinkStatus.ACTIVE), statuses.count(LinkStatus.LIMIT_REACHED)
    sentences = [ngettext("%(num)d link stops working.", "%(num)d links stop working.", working)] if working else []
    if full:
        sentences.append(
            ngettext(
                "%(num)d link has reached its limit. Its guests cannot come back.",
                "%(num)d links have reached their limit. Their guests cannot come back.",
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


def _confirmation(media: MediaItem, heading: str, text: str, label: str, hidden: dict[str, str]) -> str:
    return confirmation(heading, text, label, hidden, url_for(".window", media_id=media.id))


def _owned_item(media_id: int) -> MediaItem:
    """Raises NotFound or Forbidden (contract 2.5, 2.7)."""
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
    switching.check_can_have_guests(media)
    return media


def _link_of(media: MediaItem, link_id: str) -> link_listing.ListedLink:
    """A link of this item. A deleted one is found too, so that deleting it twice is safe (contract 2.27).

    Raises NotFound for a link of another item, to which this owner has no right.
    """
    number = row_id(link_id)
    if number is None:
        raise NotFound
    with database.reading() as db:
        row = link_listing.link_by_id(db, number, now=clock.utcnow())
    if row.link.media_id != media.id:
        raise NotFound
    return row
