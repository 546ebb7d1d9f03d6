"""Creating a link: its form, empty or refused, and the link itself."""

import secrets
from datetime import datetime

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models.errors import Forbidden, FormSpent, GuestlinkError, ThreeLinks
from models.links import creating, listing
from models.plumbing import clock, database
from models.plumbing.fields import MAX_NAME_LENGTH
from models.site import modules
from models.tables import GuestLink, MediaItem
from models.tables.guest_link import SLOTS
from web.account.noting import note
from web.owner.links.forms import LinkForm
from web.owner.links.owned import require_permission
from web.pages.isolating import Kept
from web.pages.localizing import translated
from web.pages.submitting import save


def empty_form(media: MediaItem) -> Response:
    """If the item has three links already, the page says so before anything is typed. Raises Forbidden."""
    require_permission(media)
    with database.reading() as db:
        is_full = len(listing.links_of(db, media.id, now=clock.utcnow())) >= len(SLOTS)
    return _page(media, None, 200, ThreeLinks() if is_full else None)


def create(media: MediaItem) -> Response:
    """A form that is sent again leads to the link that it has made (contract 4.29)."""
    form = LinkForm()
    now = clock.utcnow()
    try:
        require_permission(media)
        link = save(form, lambda db: _create(db, media, form, now=now))
    except Forbidden as refusal:
        # The permission was taken away while they typed: the page keeps what they typed (contract 4.8).
        return _page(media, form, 403, refusal)
    except ThreeLinks as refusal:
        return _page(media, form, 409, refusal)
    except FormSpent:
        form.form_id.data = ""
        return _page(media, form, 422, notice=_("The link that this form made was deleted. Continue once more."))
    if link is None:
        return _page(media, form, 422)
    if link.created_at != now:
        flash(_("“%(name)s” had already been created.", name=link.name))
    return redirect(url_for("owner_guest_access.window", media_id=media.id, _anchor=f"link-{link.id}"), 303)


def _create(db: Session, media: MediaItem, form: LinkForm, *, now: datetime) -> GuestLink:
    link = creating.create_link(db, media.id, _wanted(form), now=now)
    if link.created_at == now:
        note(db, "link_created", media_id=media.id, link_id=link.id, detail=link.name)
    return link


def _wanted(form: LinkForm) -> creating.NewLink:
    return creating.NewLink(
        form.name.cleaned,
        form.clicks.cleaned,
        form.days.cleaned,
        form_id=form.form_id.data or "",
        starts_at=form.starts_at.cleaned,
    )


def _page(
    media: MediaItem,
    form: LinkForm | None,
    status: int,
    refusal: GuestlinkError | None = None,
    *,
    notice: str | None = None,
) -> Response:
    """Without `form`, it is filled in with the item's title and the admin's defaults."""
    with database.reading() as db:
        bounds = modules.bounds(db)
    is_new = form is None
    form = form or LinkForm(name=usual_name(media), clicks=bounds.default_clicks, days=bounds.default_days)
    form.form_id.data = form.form_id.data or secrets.token_urlsafe(16)
    form.zone.data = str(form.page_zone())
    error = translated(refusal) if refusal else notice
    # A form that was refused may be sent again: a place may be free by then.
    is_full = status == 200 and refusal is not None
    shown = {"form": form, "zone": form.zone.data, "error": error, "bounds": bounds, "is_full": is_full}
    return make_response(render_template("owner/new_link.html", media=media, is_new=is_new, **shown), status)


def usual_name(media: MediaItem) -> str:
    """Of a link that nobody has named."""
    return str(_("Link to %(title)s", title=Kept(media.title)))[:MAX_NAME_LENGTH].strip()
