"""Invite guests: one press to a link in hand, and the page that shows it (contract 4.46)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import login_required
from werkzeug.wrappers import Response

from models.config.settings import settings
from models.errors import DoesNotAdmit, ThreeLinks, WouldOpenLinks
from models.links import inviting, listing, tokens
from models.links.listing import ListedLink
from models.media import permitting
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from models.tables import GuestLink, MediaItem
from models.tables.guest_link import SLOTS, LinkStatus
from web.account.login import signed_in_user
from web.account.noting import note
from web.owner.links.invitation_text import invitation_text
from web.owner.links.new_link import usual_name
from web.owner.links.owned import owned_item, require_permission, undeleted_link_of
from web.owner.links.shown_link import has_expired
from web.pages import display
from web.pages.forms import ActionForm

blueprint = Blueprint(
    "owner_inviting", __name__, url_prefix="/media/<row_id:media_id>/guest-access", template_folder="../templates"
)

# Why a link lets no one in.
WHY_NOT: dict[str, LazyString] = {
    LinkStatus.EXPIRED: _l("This link has ended, so it lets no one in."),
    LinkStatus.LIMIT_REACHED: _l("This link has reached its limit, so it lets no one else in."),
    LinkStatus.OFF: _l("Guest access is off, so this link lets no one in."),
    LinkStatus.NOT_YET: _l("This link has not started, so it lets no one in yet."),
    LinkStatus.MEDIA_GONE: _l("The media is not available now, so this link lets no one in."),
    LinkStatus.UNAVAILABLE: _l("This link is not available now, so it lets no one in."),
}


@blueprint.post("/invite")
@login_required
def invite(media_id: int) -> Response:
    media = _item_to_share(media_id)
    ActionForm().require_valid()
    may_open = {number for number in map(row_id, request.form.getlist("open")) if number is not None}
    now = clock.utcnow()
    try:
        with database.writing() as db:
            link, is_new, turned_on = inviting.invite(db, media_id, usual_name(media), may_open=may_open, now=now)
            if turned_on:
                note(db, "access_on", media_id=media_id, detail=media.title)
            if is_new:
                note(db, "link_created", media_id=media_id, link_id=link.id, detail=link.name)
    except WouldOpenLinks:
        return redirect(url_for(".ask", media_id=media_id), 303)
    except (ThreeLinks, DoesNotAdmit) as refusal:
        flash(_why_not(refusal), "refused")
        return redirect(url_for("owner_guest_access.window", media_id=media_id), 303)
    return redirect(url_for(".page", media_id=media_id, link_id=link.id), 303)


@blueprint.get("/invite")
@login_required
def ask(media_id: int) -> str:
    """Asks before older links let guests in again. Without any, it is the button on a page of its own."""
    media = _item_to_share(media_id)
    with database.reading() as db:
        older = inviting.links_to_open(db, media_id, now=clock.utcnow())
    return render_template("owner/invite.html", media=media, older=older, action_form=ActionForm(formdata=None))


@blueprint.get("/links/<row_id:link_id>")
@login_required
def page(media_id: int, link_id: int) -> str:
    """A link in hand: its address, a QR code, and a message to send."""
    media = owned_item(media_id)
    row = undeleted_link_of(media, link_id)
    with database.reading() as db:
        may_create = permitting.may_create_links(db, media, signed_in_user())
        may_edit = permitting.is_permitted(db, signed_in_user().id)
        has_place = len(listing.links_of(db, media_id, now=clock.utcnow())) < len(SLOTS)
    shown = _shown(media, row)
    return render_template(
        "owner/link.html", media=media, may_edit=may_edit, may_create_another=may_create and has_place, **shown
    )


def _shown(media: MediaItem, row: ListedLink) -> dict[str, object]:
    link: GuestLink = row.link
    url = tokens.url_of(link, settings().base_url)
    return {
        "link": link,
        "url": url,
        "invitation": invitation_text(media, link, url or ""),
        "has_ended": has_expired(link, clock.utcnow()),
        "why_not": WHY_NOT.get(row.status),
        # A later end or a higher limit brings it back. Until then, nobody should be sent there.
        "is_over": row.status in (LinkStatus.EXPIRED, LinkStatus.LIMIT_REACHED),
        "status": row.status,
        "used": display.clicks_used(link.clicks, link.click_limit),
    }


def _why_not(refusal: ThreeLinks | DoesNotAdmit) -> str:
    if isinstance(refusal, ThreeLinks):
        return str(_("All 3 links of this media let no one in now. Edit one to use it again, or delete one."))
    if refusal.status == LinkStatus.MEDIA_GONE:
        return str(_("The file of this recording is missing, so no link lets anyone in now."))
    return str(_("No link of this media lets anyone in now."))


def _item_to_share(media_id: int) -> MediaItem:
    media = owned_item(media_id)
    require_permission(media)
    return media
