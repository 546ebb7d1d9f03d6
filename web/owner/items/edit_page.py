"""The edit page itself, which several forms come back to: one of them with what was typed, the others as stored."""

from flask import Response, make_response, render_template, url_for
from flask_babel import get_timezone

from models.guests import guest_groups
from models.media import collaborators as media_collaborators
from models.media import editing, listing, marks
from models.media.posters import ILLUSTRATED
from models.plumbing import clock, database
from models.recordings.webvtt import LANGUAGES
from models.tables import MediaItem
from models.tables.live_session import LiveState
from web.owner.items.forms import CaptionsForm, CollaboratorForm, EditForm, PosterForm, StartForm
from web.pages.display import own_language
from web.pages.errors import RETRY_AFTER
from web.pages.forms import ActionForm
from web.pages.localizing import comes_back_to


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
    comes_back_to(url_for("owner_editing.edit", media_id=media.id))
    with database.reading() as db:
        collaborators = media_collaborators.collaborators_of(db, media.id)
        shown = listing.shown(db, media.id, now=clock.utcnow())
        groups = guest_groups.groups_of(db, media.id)
        form = form or _as_stored(media, marks.tags_of(db, media.id))
        # One that was refused keeps its own: what is stored by now was not shown.
        form.edition.data = form.edition.data or editing.edition_of(db, media)
    body = render_template(
        "owner/edit.html",
        media=media,
        form=form,
        collaborator=collaborator or CollaboratorForm(formdata=None),
        collaborators=collaborators,
        groups=groups,
        captions=[(language, LANGUAGES.get(language, language)) for language in shown.captions],
        captions_form=captions_form or CaptionsForm(formdata=None, language=own_language()),
        is_illustrated=media.kind in ILLUSTRATED,
        has_poster=shown.has_poster,
        poster_form=poster_form or PosterForm(formdata=None),
        start_form=start_form or _start(shown.live),
        zone=str(get_timezone()),
        action_form=ActionForm(formdata=None),
    )
    response = make_response(body, status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def _start(live: listing.ShownLive | None) -> StartForm | None:
    """None where there is nothing to begin any more."""
    return None if live is None or live.state == LiveState.ENDED else StartForm.of(live.starts_at)


def _as_stored(media: MediaItem, tags: list[str]) -> EditForm:
    return EditForm(
        formdata=None,
        title=media.title,
        description=media.description,
        tags=", ".join(tags),
        visibility=media.visibility,
    )
