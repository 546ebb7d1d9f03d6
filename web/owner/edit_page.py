"""The edit page itself, which several forms come back to: one of them with what was typed, the others as stored."""

from flask import Response, make_response, render_template

from models import collaborating, guest_grouping, listing, marking
from models.plumbing import clock, db
from models.plumbing.webvtt import LANGUAGES
from models.tables import MediaItem
from web.display import own_language
from web.forms import ActionForm
from web.owner.forms import CaptionsForm, CollaboratorForm, EditForm


def edit_page(
    media: MediaItem,
    status: int = 200,
    *,
    form: EditForm | None = None,
    collaborator: CollaboratorForm | None = None,
    captions_form: CaptionsForm | None = None,
) -> Response:
    with db.reading() as session:
        collaborators = collaborating.collaborators_of(session, media.id)
        captions = listing.shown(session, media.id, now=clock.utcnow()).captions
        groups = guest_grouping.groups_of(session, media.id)
        form = form or _as_stored(media, marking.tags_of(session, media.id))
    body = render_template(
        "owner/edit.html",
        media=media,
        form=form,
        collaborator=collaborator or CollaboratorForm(formdata=None),
        collaborators=collaborators,
        groups=groups,
        captions=[(language, LANGUAGES.get(language, language)) for language in captions],
        captions_form=captions_form or CaptionsForm(formdata=None, language=own_language()),
        action_form=ActionForm(formdata=None),
    )
    return make_response(body, status)


def _as_stored(media: MediaItem, tags: list[str]) -> EditForm:
    return EditForm(
        formdata=None,
        title=media.title,
        description=media.description,
        tags=", ".join(tags),
        visibility=media.visibility,
    )
