"""The forms of an owner."""

from collections.abc import Callable

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, StringField
from wtforms.validators import AnyOf

from models.plumbing.fields import (
    clean_clicks,
    clean_days,
    clean_folder,
    clean_join_url,
    clean_link_name,
    clean_playlist_url,
    clean_start,
    clean_title,
)
from web.forms import CleanedField, cleaned


class SwitchForm(FlaskForm):
    """Sets a named state, never "the other one"."""

    state = StringField(validators=[AnyOf(["on", "off"])])


class LinkForm(FlaskForm):
    name = CleanedField(_l("Link name"), [cleaned(clean_link_name)])
    clicks = CleanedField(_l("# of clicks"), [cleaned(clean_clicks)])
    days = CleanedField(_l("Duration"), [cleaned(clean_days)])


def _if_any(clean: Callable[[str], str]) -> Callable[[str], str | None]:
    return lambda raw: clean(raw) if raw.strip() else None


class LiveForm(FlaskForm):
    """Where the stream comes from is one of two fields; which is missing is said by `add_live`."""

    title = CleanedField(_l("Title"), [cleaned(clean_title)])
    starts_at = CleanedField(_l("Start"), [cleaned(lambda raw: clean_start(raw, zone=get_timezone()))])
    folder = CleanedField(_l("Folder on this server"), [cleaned(_if_any(clean_folder))])
    playlist_url = CleanedField(_l("Address of a playlist elsewhere"), [cleaned(_if_any(clean_playlist_url))])


class RoomForm(FlaskForm):
    title = CleanedField(_l("Title"), [cleaned(clean_title)])
    join_url = CleanedField(_l("Address of the room"), [cleaned(clean_join_url)])
    channel = BooleanField(_l("Channel room"))


class UploadForm(FlaskForm):
    title = CleanedField(_l("Title"), [cleaned(clean_title)])
    file = FileField(_l("Video file"))
