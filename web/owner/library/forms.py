"""The form of a like."""

from wtforms import StringField
from wtforms.validators import AnyOf

from web.pages.forms import OurForm


class LikeForm(OurForm):
    """Sets a named state, as the switch does."""

    state = StringField(validators=[AnyOf(["liked", "not_liked"])])
