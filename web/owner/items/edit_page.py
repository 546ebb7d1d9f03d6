"""The edit page. It has several forms: after a refusal, one shows what was typed and the others what is stored."""

from typing import Any

from flask import Response, make_response, render_template, url_for
from sqlalchemy.orm import Session

from models.guests import guest_groups
from models.media import collaborators as media_collaborators
from models.media import editing, permitting, rooms, showing
from models.media.posters import KINDS_WITH_POSTER
from models.media.shown_media import ShownMedia, shown_media
from models.plumbing import clock, database
from models.recordings.webvtt import CAPTION_LANGUAGES
from models.tables import MediaItem
from models.tables.live_session import LiveState
from models.tables.media_item import Kind
from web.account.login import signed_in_user
from web.owner.items.forms import (
    CaptionsForm,
    CollaboratorForm,
    EditForm,
    FrameForm,
    PlaylistForm,
    PosterForm,
    RoomAddressForm,
    StartForm,
)
from web.pages.display import page_language
from web.pages.forms import ActionForm, SiteForm
from web.pages.localizing import set_page_address


def owned_item(media_id: int) -> MediaItem:
    """The item, if the signed-in person is an owner. Raises NotFound or Forbidden (contract 2.5)."""
    with database.reading() as db:
        return permitting.owned_media(db, media_id, signed_in_user())


def edit_page(media: MediaItem, status: int = 200, **refused: SiteForm) -> Response:
    """`refused` is the form that was sent, by its name in the template. The others show what is stored."""
    set_page_address(url_for("owner_editing.edit", media_id=media.id))
    with database.reading() as db:
        shown = shown_media(db, media.id, now=clock.utcnow())
        collaborators = media_collaborators.collaborators_of(db, media.id)
        groups = guest_groups.groups_of(db, media.id)
        form = EditForm.showing(vars(editing.fields_of(db, media)))
        room_form = _room_form(db, media)
    forms = {"form": form, "room_form": room_form} | _other_forms(shown) | refused
    body = render_template(
        "owner/edit.html",
        media=media,
        collaborators=collaborators,
        groups=groups,
        captions=[(language, CAPTION_LANGUAGES.get(language, language)) for language in shown.caption_languages],
        can_have_poster=media.kind in KINDS_WITH_POSTER,
        has_poster=shown.has_poster,
        sources=[(file.id, file.content_type) for file in shown.sources],
        **forms,
    )
    return make_response(body, status)


def _other_forms(shown: ShownMedia) -> dict[str, Any]:
    return {
        "collaborator_form": CollaboratorForm(formdata=None),
        "captions_form": CaptionsForm(formdata=None, language=page_language()),
        "poster_form": PosterForm(formdata=None),
        "frame_form": FrameForm(formdata=None),
        "start_form": _start_form(shown.live),
        "playlist_form": _playlist_form(shown.live),
        "action_form": ActionForm(formdata=None),
    }


def _playlist_form(live: showing.ShownLive | None) -> PlaylistForm | None:
    """None for anything but a live session from another server."""
    if live is None or live.playlist_url is None:
        return None
    return PlaylistForm(formdata=None, playlist_url=live.playlist_url)


def _room_form(db: Session, media: MediaItem) -> RoomAddressForm | None:
    if media.kind not in {Kind.ROOM, Kind.CHANNEL_ROOM}:
        return None
    return RoomAddressForm(formdata=None, join_url=rooms.join_url_of(db, media.id))


def _start_form(live: showing.ShownLive | None) -> StartForm | None:
    """None for anything but a live session that has not ended."""
    return None if live is None or live.state == LiveState.OVER else StartForm.showing(live.starts_at)
