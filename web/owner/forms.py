"""The forms of an owner."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField, StringField
from wtforms.validators import AnyOf

from models.plumbing.fields import clean_clicks, clean_days, clean_link_name, clean_title
from web.forms import CleanedField, cleaned


class SwitchForm(FlaskForm):
    """Sets a named state, never "the other one"."""

    state = StringField(validators=[AnyOf(["on", "off"])])


class LinkForm(FlaskForm):
    name = CleanedField(_l("Link name"), [cleaned(clean_link_name)])
    clicks = CleanedField(_l("# of clicks"), [cleaned(clean_clicks)])
    days = CleanedField(_l("Duration"), [cleaned(clean_days)])


class UploadForm(FlaskForm):
    title = CleanedField(_l("Title"), [cleaned(clean_title)])
    file = FileField(_l("Video file"))
