"""A new link: its form, empty, refused, or taken."""

from flask import Response, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from models.errors import Forbidden, GuestlinkError, Invalid, ThreeLinks
from models.links import issuing, listing
from models.media import permitting
from models.plumbing import clock, database
from models.tables import MediaItem
from models.tables.guest_link import SLOTS
from web.account.login import signed_in_user
from web.owner.links.forms import LinkForm
from web.pages.localizing import words


def begun(media: MediaItem) -> Response:
    """Raises Forbidden. Where there is no place left, that is said before anything is typed."""
    _must_be_permitted(media)
    with database.reading() as db:
        is_full = len(listing.links_of(db, media.id, now=clock.utcnow())) >= len(SLOTS)
    return _page(media, None, 200, ThreeLinks() if is_full else None)


def created(media: MediaItem) -> BaseResponse:
    form = LinkForm()
    try:
        _must_be_permitted(media)
    except Forbidden as refusal:
        # Taken away while they typed.
        return _page(media, form, 403, refusal)
    if not form.validate():
        return _page(media, form, 422)
    wanted = issuing.LinkForm(form.name.cleaned, form.clicks.cleaned, form.days.cleaned)
    try:
        with database.writing() as db:
            link = issuing.create_link(db, media.id, wanted, now=clock.utcnow())
    except Invalid as refusal:
        # The admin's bounds, which only the use-case knows.
        form[refusal.field].errors = [words(refusal)]
        return _page(media, form, 422)
    except ThreeLinks as refusal:
        return _page(media, form, 409, refusal)
    return redirect(url_for("owner_access.window", media_id=media.id, _anchor=f"link-{link.id}"), 303)


def _page(media: MediaItem, form: LinkForm | None, status: int, refusal: GuestlinkError | None = None) -> Response:
    """As typed, or begun anew: with the title, and with what the admin has filled in."""
    with database.reading() as db:
        bounds = issuing.bounds(db)
    title = _("Link to %(title)s", title=media.title)[:100]
    form = form or LinkForm(name=title, clicks=bounds.default_clicks, days=bounds.default_days)
    error = words(refusal) if refusal else None
    page = render_template("owner/new_link.html", media=media, form=form, error=error, bounds=bounds)
    return make_response(page, status)


def _must_be_permitted(media: MediaItem) -> None:
    with database.reading() as db:
        if not permitting.may_create_links(db, media, signed_in_user()):
            raise Forbidden("You are not permitted to create guest links.")
