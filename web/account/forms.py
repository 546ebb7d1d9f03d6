"""The forms for signing in, for the account page, and for setting up the first admin."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, PasswordField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from models.config import zones
from models.errors import Invalid
from models.people import passwords
from models.plumbing.fields import clean_email, clean_name
from web.pages.forms import CleanedField, SiteForm, cleaned_by
from web.pages.localizing import LANGUAGES, translated


class SignInForm(SiteForm):
    email = StringField(_l("Email"), [InputRequired(_l("Enter your email address"))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password"))])
    next = HiddenField()


def new_password(_form: Form, field: Field) -> None:
    """So that a bad password is named together with what else is wrong. Whether it is made from the person's name or
    address is known later."""
    try:
        passwords.check_new(field.name, field.data or "")
    except Invalid as refusal:
        raise StopValidation(translated(refusal)) from None


class PasswordForm(SiteForm):
    current = PasswordField(_l("Current password"))
    new = PasswordField(_l("New password"), [new_password])


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
    password = PasswordField(_l("Password"), [new_password])


class ChosenPasswordForm(SiteForm):
    password = PasswordField(_l("Password"), [new_password])
