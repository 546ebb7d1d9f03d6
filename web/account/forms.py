"""The forms for signing in, for the account page, and for setting up the first admin."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from models.config import zones
from models.plumbing.fields import clean_email, clean_name
from web.pages.forms import CleanedField, SiteForm, cleaned_by
from web.pages.localizing import LANGUAGES


class SignInForm(SiteForm):
    email = StringField(_l("Email"), [InputRequired(_l("Enter your email address"))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password"))])
    next = HiddenField()


class PasswordForm(SiteForm):
    current = PasswordField(_l("Current password"))
    new = PasswordField(_l("New password"))


class ChoicesForm(SiteForm):
    """Blank means the language that the browser asks for, and the time zone of the site (contract 12.18)."""

    language = SelectField(
        _l("Language"),
        choices=[
            SelectChoice("", _l("Same as the browser")),
            *(SelectChoice(code, name) for code, name in LANGUAGES.items()),
        ],
    )
    timezone = SelectField(
        _l("Time zone"),
        choices=[
            SelectChoice("", _l("Same as the site")),
            *(SelectChoice(name, name) for name in zones.offered()),
        ],
    )


class SetupForm(SiteForm):
    email = CleanedField(_l("Email"), [cleaned_by(clean_email)])
    name = CleanedField(_l("Name"), [cleaned_by(clean_name)])
    password = PasswordField(_l("Password"))
