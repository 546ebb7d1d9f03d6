"""The edit page. It has several forms: after a refusal, one shows what was typed and the others what is stored."""

from flask import Response, make_response, render_template, url_for
from flask_babel import get_timezone

from models.guests import guest_groups
from models.media import collaborators as media_collaborators
from models.media import editing, marks, permitting, showing
from models.media.posters import KINDS_WITH_POSTER
from models.plumbing import clock, database
from models.recordings.webvtt import LANGUAGES
from models.tables import MediaItem
from models.tables.live_session import LiveState
from web.account.login import signed_in_user
from web.owner.items.forms import CaptionsForm, CollaboratorForm, EditForm, PosterForm, StartForm
from web.pages.display import page_language
from web.pages.forms import ActionForm
from web.pages.localizing import set_language_return


def owned_item(media_id: int) -> MediaItem:
    """The item, if the signed-in person is an owner. Raises NotFound or Forbidden (contract 2.5)."""
    with database.reading() as db:
        return permitting.owned_media(db, media_id, signed_in_user())


def edit_page(
    media: MediaItem,
    status: int = 200,
    *,
    form: EditForm | None = None,
    collaborator: CollaboratorForm | None = None,
    captions_form: CaptionsForm | None = None,
    poster_form: PosterForm | None = None,
    start_form: StartForm | None = None,
) -> Response:
    set_language_return(url_for("owner_editing.edit", media_id=media.id))
    with database.reading() as db:
        collaborators = media_collaborators.collaborators_of(db, media.id)
        shown = showing.shown_media(db, media.id, now=clock.utcnow())
        groups = guest_groups.groups_of(db, media.id)
        form = form or _stored_values(media, marks.tags_of(db, media.id))
        # A refused form keeps the edition that it was opened with (contract 4.15).
        form.edition.data = form.edition.data or editing.edition_of(db, media)
    body = render_template(
        "owner/edit.html",
        media=media,
        form=form,
        collaborator=collaborator or CollaboratorForm(formdata=None),
        collaborators=collaborators,
        groups=groups,
        captions=[(language, LANGUAGES.get(language, language)) for language in shown.caption_languages],
        captions_form=captions_form or CaptionsForm(formdata=None, language=page_language()),
        is_illustrated=media.kind in KINDS_WITH_POSTER,
        has_poster=shown.has_poster,
        poster_form=poster_form or PosterForm(formdata=None),
        start_form=start_form or _start_form(shown.live),
        zone=str(get_timezone()),
        action_form=ActionForm(formdata=None),
    )
    return make_response(body, status)


def _start_form(live: showing.ShownLive | None) -> StartForm | None:
    """None for anything but a live session that has not ended."""
    return None if live is None or live.state == LiveState.ENDED else StartForm.showing(live.starts_at)


def _stored_values(media: MediaItem, tags: list[str]) -> EditForm:
    return EditForm(
        formdata=None,
        title=media.title,
        description=media.description,
        tags=", ".join(tags),
        visibility=media.visibility,
    )
