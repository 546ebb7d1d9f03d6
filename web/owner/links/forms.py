"""The form of a new link."""

from flask_babel import lazy_gettext as _l

from models.plumbing.fields import (
    clean_clicks,
    clean_days,
    clean_link_name,
)
from web.pages.forms import CleanedField, OurForm, cleaned


class LinkForm(OurForm):
    name = CleanedField(_l("Link name"), [cleaned(clean_link_name)])
    clicks = CleanedField(_l("# of clicks"), [cleaned(clean_clicks)])
    days = CleanedField(_l("Duration"), [cleaned(clean_days)])
