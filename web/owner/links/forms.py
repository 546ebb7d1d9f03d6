"""The form of a new link."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from models.plumbing.fields import clean_clicks, clean_days, clean_link_name
from web.pages.forms import CleanedField, SiteForm, cleaned_by


class LinkForm(SiteForm):
    form_id = HiddenField()
    name = CleanedField(_l("Link name"), [cleaned_by(clean_link_name)])
    clicks = CleanedField(_l("# of clicks"), [cleaned_by(clean_clicks)])
    days = CleanedField(_l("Duration"), [cleaned_by(clean_days)])
