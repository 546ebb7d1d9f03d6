"""Manage guest access: the window, its switch, its links. Every form of it posts to the window's own address."""

from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from models.errors import Forbidden, NotFound
from models.links import issuing, switching, tokens
from models.links import listing as link_listing
from models.media import listing as media_listing
from models.media import permitting
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from models.tables import MediaItem
from models.tables.guest_link import SLOTS
from models.tables.media_item import Kind
from web.account.login import signed_in_user
from web.owner.links import creating
from web.owner.links.connected import who_stay
from web.pages import display
from web.pages.confirming import confirmation
from web.pages.forms import ActionForm, SwitchForm

blueprint = Blueprint(
    "owner_access", __name__, url_prefix="/media/<row_id:media_id>/guest-access", template_folder="../templates"
)


@blueprint.get("")
@login_required
def window(media_id: int) -> str:
    media = _media(media_id)
    now = clock.utcnow()
    with database.reading() as db:
        rows = link_listing.links_of(db, media_id, now=now)
        may_create = permitting.may_create_links(db, media, signed_in_user())
        are_links_on = permitting.are_links_on(db)
        live = media_listing.live_of(db, media_id, now=now)
        room_is_guarded = media_listing.room_is_guarded(db, media_id)
    return render_template(
        "owner/guest_access.html",
        room_is_guarded=room_is_guarded,
        is_remote=live is not None and live.playlist_url is not None,
        media=media,
        links=[_row(row, now) for row in rows],
        switch_form=SwitchForm(),
        connected=sum(row.connected for row in rows),
        may_create=may_create,
        are_links_on=are_links_on,
        at_limit=len(rows) >= len(SLOTS),
    )


def _row(row: link_listing.ListedLink, now: datetime) -> dict[str, object]:
    link = row.link
    return {
        "id": link.id,
        "name": link.name,
        "url": tokens.url_of(link.token_salt, link.key_id, settings().base_url),
        "expires_at": link.expires_at,
        "expires_in": display.until(link.expires_at, now) if link.expires_at else None,
        "clicks_text": display.clicks(link.clicks, link.click_limit),
        "status": row.status,
        "status_text": display.STATUS_TEXTS[row.status],
        "connected": row.connected,
    }


@blueprint.post("")
@login_required
def change(media_id: int) -> BaseResponse:
    """Which of the window's three forms this is stands in its `do` field."""
    forms = {"switch": _switch, "create": creating.created, "delete": _delete}
    do = forms.get(request.form.get("do", ""))
    if do is None:
        raise BadRequest
    return do(_media(media_id))


def _switch(media: MediaItem) -> BaseResponse:
    form = SwitchForm()
    form.must_hold()
    with database.writing() as db:
        if form.state.data == "off":
            switching.turn_off_access(db, media.id, now=clock.utcnow())
        elif permitting.may_create_links(db, media, signed_in_user()):
            switching.turn_on_access(db, media.id, now=clock.utcnow())
        else:
            raise Forbidden("You are not permitted to give guest access to this media.")
    flash(_("Saved"))
    return redirect(url_for(".window", media_id=media.id), 303)


def _delete(media: MediaItem) -> BaseResponse:
    ActionForm().must_hold()
    link = _own_link(media, request.form.get("link_id", "")).link
    with database.writing() as db:
        issuing.delete_link(db, link.id, now=clock.utcnow())
    flash(_("“%(name)s” was deleted.", name=link.name))
    return redirect(url_for(".window", media_id=media.id), 303)


@blueprint.get("/new")
@login_required
def new_link(media_id: int) -> Response:
    return creating.begun(_media(media_id))


@blueprint.get("/off")
@login_required
def confirm_off(media_id: int) -> str:
    """Says what switching off does, before it does it."""
    media = _media(media_id)
    with database.reading() as db:
        rows = link_listing.links_of(db, media_id, now=clock.utcnow())
    working = sum(row.status in {"active", "limit_reached"} for row in rows)
    stops = ngettext("%(num)d link stops working.", "%(num)d links stop working.", working)
    text = f"{stops} {who_stay(media, sum(row.connected for row in rows))}"
    return _confirmation(media, _("Turn off guest access?"), text, _("Turn off"), {"do": "switch", "state": "off"})


@blueprint.get("/links/<row_id:link_id>/delete")
@login_required
def confirm_delete_link(media_id: int, link_id: int) -> str:
    media = _media(media_id)
    row = _own_link(media, str(link_id))
    if row.link.deleted_at is not None:
        raise NotFound
    dead = _("“%(name)s” never works again.", name=row.link.name)
    text = f"{dead} {who_stay(media, row.connected)}"
    return _confirmation(media, _("Delete this link?"), text, _("Delete"), {"do": "delete", "link_id": str(link_id)})


def _confirmation(media: MediaItem, heading: str, text: str, label: str, hidden: dict[str, str]) -> str:
    return confirmation(heading, text, label, hidden, url_for(".window", media_id=media.id))


def _media(media_id: int) -> MediaItem:
    with database.reading() as db:
        media = permitting.owned_media(db, media_id, signed_in_user())
    if media.kind == Kind.CHANNEL_ROOM:
        raise Forbidden("Channel rooms never have guest access.")
    return media


def _own_link(media: MediaItem, link_id: str) -> link_listing.ListedLink:
    """Deleted ones included: deleting twice is once. Raises NotFound for a link of another item: an owner's right is to
    their own item only."""
    number = row_id(link_id)
    if number is None:
        raise NotFound
    with database.reading() as db:
        row = link_listing.link(db, number, now=clock.utcnow())
    if row.link.media_id != media.id:
        raise NotFound
    return row
