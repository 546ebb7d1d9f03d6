"""An owner's live session from another server: reading its playlist again, on the edit page."""

import re

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.exceptions import NotFound, TooManyRequests
from werkzeug.wrappers import Response

from models.errors import Invalid
from models.media import live_sessions, remote_playlists, showing
from models.plumbing import clock, database
from web.account.login import signed_in_user
from web.account.noting import note
from web.observing.routed_path import as_routed
from web.owner.items.edit_page import edit_page, owned_item
from web.owner.items.forms import PlaylistForm
from web.pages.submitting import show_refusal
from web.requests import throttling

_PATHS = re.compile(r"/media/(new-live|[^/]+/playlist)")

blueprint = Blueprint(
    "owner_remote_playlists", __name__, url_prefix="/media/<row_id:media_id>", template_folder="../templates"
)


def may_read_elsewhere(method: str, path: str) -> bool:
    """Whether the page with this address may wait 10 seconds for another server. There are few threads for pages, so it
    needs one of its own."""
    return method == "POST" and _PATHS.fullmatch(as_routed(path)) is not None


@blueprint.post("/playlist")
@login_required
def read_again(media_id: int) -> Response:
    """The servers that it names may have changed, and then the pages must allow others."""
    media, url = owned_item(media_id), _playlist_url(media_id)
    form = PlaylistForm()
    form.playlist_url.data = url
    if not form.validate():
        return edit_page(media, 422, playlist_form=form)
    try:
        origins = read_origins(url)
    except TooManyRequests as refusal:
        return throttling.try_later(form, lambda: edit_page(media, 429, playlist_form=form), refusal)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return edit_page(media, 422, playlist_form=form)
    with database.writing() as db:
        if live_sessions.note_origins(db, media_id, url, origins):
            note(db, "playlist_servers_set", media_id=media_id, detail=origins)
    flash(_("Checked: this playlist can be played here."), "playlist")
    return redirect(url_for("owner_editing.edit", media_id=media_id, _anchor="playlist"), 303)


def read_origins(url: str) -> str:
    """As `remote_playlists.origins_of`, for the signed-in person. Also raises TooManyRequests."""
    throttling.count_for(throttling.READINGS_ELSEWHERE, "playlist", str(signed_in_user().id))
    return remote_playlists.origins_of(url)


def _playlist_url(media_id: int) -> str:
    """Raises NotFound if the item is not a live session from another server."""
    with database.reading() as db:
        live = showing.shown_live(db, media_id, now=clock.utcnow())
    if live is None or live.playlist_url is None:
        raise NotFound
    return live.playlist_url
