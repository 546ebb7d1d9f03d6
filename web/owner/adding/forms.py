"""The forms that add an item."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField

from models.media.media_fields import clean_folder, clean_join_url, clean_playlist_name, clean_playlist_url
from models.plumbing.fields import clean_title
from web.owner.items.forms import StartForm
from web.pages.forms import CleanedField, SiteForm, cleaned_by


def _optional(clean: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda raw: clean(raw) if raw.strip() else None


class LiveForm(StartForm):
    """Exactly one of `folder` and `playlist_url` must be filled in. `live_sessions.add_live` checks that."""

    title = CleanedField(_l("Title"), [cleaned_by(clean_title)])
    folder = CleanedField(_l("Folder on this server"), [cleaned_by(_optional(clean_folder))])
    playlist_name = CleanedField(_l("Playlist"), [cleaned_by(_optional(clean_playlist_name))])
    playlist_url = CleanedField(
        _l("Address of a playlist on another server"), [cleaned_by(_optional(clean_playlist_url))]
    )


class RoomForm(SiteForm):
    title = CleanedField(_l("Title"), [cleaned_by(clean_title)])
    join_url = CleanedField(_l("Address of the room"), [cleaned_by(clean_join_url)])
    channel = BooleanField(_l("Channel room"))


class UploadForm(SiteForm):
    title = CleanedField(_l("Title"), [cleaned_by(clean_title)])
    file = FileField(_l("Video file"))
