"""The forms of accounts."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField

from models.plumbing.fields import clean_email, clean_name
from web.forms import CleanedField, cleaned


class SignInForm(FlaskForm):
    email = StringField(_l("Email"))
    password = PasswordField(_l("Password"))
    next = HiddenField()


class SetupForm(FlaskForm):
    email = CleanedField(_l("Email"), [cleaned(clean_email)])
    name = CleanedField(_l("Name"), [cleaned(clean_name)])
    password = PasswordField(_l("Password"))
