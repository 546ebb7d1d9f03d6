"""The forms of accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from models.config import zones
from models.plumbing.fields import clean_email, clean_name
from web.pages.forms import CleanedField, OurForm, cleaned
from web.pages.localizing import LANGUAGES


class SignInForm(OurForm):
    email = StringField(_l("Email"), [InputRequired(_l("Enter your email address"))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password"))])
    next = HiddenField()


class PasswordForm(OurForm):
    current = PasswordField(_l("Current password"))
    new = PasswordField(_l("New password"))


class ChoicesForm(OurForm):
    """Blank: what the browser asks for, and the site's zone."""

    language = SelectField(
        _l("Language"),
        choices=[
            SelectChoice("", _l("As the browser asks")),
            *(SelectChoice(code, name) for code, name in LANGUAGES.items()),
        ],
    )
    timezone = SelectField(
        _l("Time zone"),
        choices=[
            SelectChoice("", _l("The site’s own")),
            *(SelectChoice(name, name) for name in zones.offered()),
        ],
    )


class SetupForm(OurForm):
    email = CleanedField(_l("Email"), [cleaned(clean_email)])
    name = CleanedField(_l("Name"), [cleaned(clean_name)])
    password = PasswordField(_l("Password"))
