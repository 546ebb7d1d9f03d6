"""The forms that add an item."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField

from models.media.addresses import clean_folder, clean_join_url, clean_playlist_url
from models.plumbing.fields import (
    clean_title,
)
from web.owner.items.forms import StartForm
from web.pages.forms import CleanedField, OurForm, cleaned


def _if_any(clean: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda raw: clean(raw) if raw.strip() else None


class LiveForm(StartForm):
    """Where the stream comes from is one of two fields; which is missing is said by `add_live`."""

    title = CleanedField(_l("Title"), [cleaned(clean_title)])
    folder = CleanedField(_l("Folder on this server"), [cleaned(_if_any(clean_folder))])
    playlist_url = CleanedField(_l("Address of a playlist elsewhere"), [cleaned(_if_any(clean_playlist_url))])


class RoomForm(OurForm):
    title = CleanedField(_l("Title"), [cleaned(clean_title)])
    join_url = CleanedField(_l("Address of the room"), [cleaned(clean_join_url)])
    channel = BooleanField(_l("Channel room"))


class UploadForm(OurForm):
    title = CleanedField(_l("Title"), [cleaned(clean_title)])
    file = FileField(_l("Video file"))
