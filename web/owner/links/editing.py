"""Editing a link: its name, click limit, start and end, under the same address (contract 2.52, 4.47)."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from models.errors import ChangedMeanwhile, Forbidden, Invalid
from models.links import editing
from models.links.listing import ListedLink
from models.media import permitting
from models.plumbing import clock, database
from models.plumbing.fields import MAX_CLICKS
from models.site import modules
from models.tables import MediaItem
from web.account.login import signed_in_user
from web.account.noting import note
from web.owner.links import reviving_words
from web.owner.links.forms import TIMES, EditLinkForm
from web.owner.links.owned import owned_item, undeleted_link_of
from web.owner.links.shown_link import has_expired
from web.pages import display, wall_times
from web.pages.localizing import translated
from web.pages.submitting import show_refusal

blueprint = Blueprint(
    "owner_link_editing",
    __name__,
    url_prefix="/media/<row_id:media_id>/guest-access/links/<row_id:link_id>/edit",
    template_folder="../templates",
)

# By how many days the end can be moved with one press.
DAYS_LATER = {"1": 1, "7": 7, "30": 30}


@blueprint.get("")
@login_required
def edit(media_id: int, link_id: int) -> Response:
    media, row = _to_edit(media_id, link_id)
    _require_permission()
    return _page(media, row, EditLinkForm.showing(_stored(row)))


@blueprint.post("")
@login_required
def change(media_id: int, link_id: int) -> Response:
    media, row = _to_edit(media_id, link_id)
    form = EditLinkForm.sent(_stored(row))
    form.spent = row.link.clicks
    is_valid = form.validate()
    try:
        _require_permission()
    except Forbidden as refusal:
        # It was taken away while they typed, and the page keeps what they typed (contract 4.8).
        form.form_errors.append(translated(refusal))
        return _page(media, row, form, 403)
    if _fills_in(form):
        return _page(media, row, form)
    if not is_valid:
        return _page(media, row, form, 422)
    if "told" not in request.form and _revives(row, form):
        # It has ended while the form was open, so the page has not said yet what saving does.
        return _page(media, row, form)
    try:
        _save(media, link_id, form)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _page(media, row, form, 422)
    except ChangedMeanwhile as refusal:
        row = undeleted_link_of(media, link_id)
        return _page(media, row, form.changed_meanwhile(refusal, _stored(row)), 409)
    flash(_("Saved"))
    window = url_for("owner_guest_access.window", media_id=media_id, link=link_id, _anchor=f"link-{link_id}")
    return redirect(window, 303)


def _stored(row: ListedLink) -> dict[str, Any]:
    return vars(editing.fields_of(row.link))


def _save(media: MediaItem, link_id: int, form: EditLinkForm) -> None:
    with database.writing() as db:
        edited = editing.edit_link(db, link_id, shown=_shown(form), wanted=_wanted(form), now=clock.utcnow())
        if edited.told:
            note(db, "link_edited", media_id=media.id, link_id=link_id, detail=edited.told)


def _shown(form: EditLinkForm) -> editing.LinkFields:
    return editing.LinkFields(**form.shown)


def _wanted(form: EditLinkForm) -> editing.LinkFields:
    return editing.LinkFields(**form.wanted())


def _fills_in(form: EditLinkForm) -> bool:
    """Without script, the small buttons of the form come here. They change what the form holds, and save nothing."""
    days, clicks = DAYS_LATER.get(request.form.get("later", "")), request.form.get("raise")
    if form.csrf_token.errors or (days is None and clicks is None):
        return False
    for field in form:
        field.errors = ()
    if clicks is not None:
        form.clicks.data = clicks
    if days is not None:
        _move_end(form, days)
    return True


def _move_end(form: EditLinkForm, days: int) -> None:
    typed, zone = form.ends_at.data or "", form.page_zone()
    try:
        form.ends_at.data = wall_times.later(typed, days, field="ends_at", zone=zone, now=clock.utcnow())
    except Invalid as refusal:
        # Moving an end that cannot be read would put another one in its place.
        show_refusal(form, refusal)


def _revives(row: ListedLink, form: EditLinkForm) -> bool:
    with database.reading() as db:
        effects = editing.effects_of(db, row.link.id, shown=_shown(form), wanted=_wanted(form), now=clock.utcnow())
    return effects.enter_again > 0


def _page(media: MediaItem, row: ListedLink, form: EditLinkForm, status: int = 200) -> Response:
    link, now, zone = row.link, clock.utcnow(), form.page_zone()
    stored = editing.fields_of(link)
    # With the limit that the form holds, whatever moved it there.
    revived = replace(stored, ends_at=None, clicks=form.limit_when_saved(stored.clicks))
    with database.reading() as db:
        bounds = modules.bounds(db)
        effects = editing.effects_of(db, link.id, shown=stored, wanted=revived, now=now)
    most = MAX_CLICKS if bounds.most_clicks is None else bounds.most_clicks
    page = render_template(
        "owner/edit_link.html",
        media=media,
        link=link,
        form=form,
        bounds=bounds,
        # A sweep whose clock is ahead may have recorded an end that has not come here.
        has_ended=has_expired(link, now) or effects.enter_again > 0,
        effects_words=reviving_words.effects(effects),
        guests_words=reviving_words.enter_again(effects),
        higher_limit=reviving_words.higher_limit(effects, revived.clicks, most),
        used=display.clicks_used(link.clicks, link.click_limit),
        zones={name: wall_times.with_offset(zone, getattr(stored, name)) for name in TIMES},
        later=DAYS_LATER.values(),
        now=wall_times.shown(now, zone),
    )
    return make_response(page, status)


def _to_edit(media_id: int, link_id: int) -> tuple[MediaItem, ListedLink]:
    media = owned_item(media_id)
    return media, undeleted_link_of(media, link_id)


def _require_permission() -> None:
    """Moving an end, or raising a limit, lets guests in as a new link would. So it needs the same permission."""
    with database.reading() as db:
        if not permitting.is_permitted(db, signed_in_user().id):
            raise Forbidden("You are not allowed to change guest links on this site.")
