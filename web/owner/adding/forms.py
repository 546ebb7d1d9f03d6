"""The forms that add an item."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField

from models.errors import Invalid
from models.media.live_fields import clean_folder, clean_playlist_name, clean_playlist_url
from models.media.live_sessions import StreamSource, source_of
from models.plumbing.fields import clean_title
from web.owner.items.forms import NewStartForm, RoomAddressForm
from web.owner.items.remote_playlists import read_origins
from web.pages.forms import CleanedField, SiteForm, cleaned_by
from web.pages.submitting import show_refusal


def _optional(clean: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda raw: clean(raw) if raw.strip() else None


class LiveForm(NewStartForm):
    """Exactly one of `folder` and `playlist_url` must be filled in. `live_sessions.source_of` checks that."""

    title = CleanedField(_l("Title"), [cleaned_by(clean_title)])
    folder = CleanedField(_l("Folder"), [cleaned_by(_optional(clean_folder))])
    playlist_name = CleanedField(_l("Playlist"), [cleaned_by(_optional(clean_playlist_name))])
    playlist_url = CleanedField(
        _l("Address of a playlist on another server"), [cleaned_by(_optional(clean_playlist_url))]
    )
    # When the form is valid.
    source = StreamSource()

    def validate(self, extra_validators: Any = None) -> bool:
        """Looks at the source when everything else is right, because that may take seconds."""
        if not super().validate(extra_validators):
            return False
        typed = self.folder.cleaned, self.playlist_name.cleaned, self.playlist_url.cleaned
        try:
            self.source = source_of(*typed, origins_of=read_origins)
        except Invalid as refusal:
            show_refusal(self, refusal)
        return not self.errors


class RoomForm(RoomAddressForm):
    title = CleanedField(_l("Title"), [cleaned_by(clean_title)])
    channel = BooleanField(_l("Channel room"))


class UploadForm(SiteForm):
    title = CleanedField(_l("Title"), [cleaned_by(clean_title)])
    file = FileField(_l("Video or audio file"))
