"""The form of the Like button."""

from wtforms import StringField
from wtforms.validators import AnyOf

from web.pages.forms import SiteForm


class LikeForm(SiteForm):
    """It names the state to set. So a repeated form changes nothing."""

    state = StringField(validators=[AnyOf(["liked", "not_liked"])])
