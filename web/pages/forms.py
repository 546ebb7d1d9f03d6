"""What all forms share: values judged by the rules of `models.plumbing.fields`, and kept as they were typed."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.exceptions import BadRequest
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.validators import AnyOf, StopValidation, ValidationError

from models.errors import Invalid
from web.observing import auditing
from web.pages.errors import OutOfDate
from web.pages.localizing import words


class SessionCSRF(CSRF):
    """Flask-WTF's token, as old as the session of this browser. Signing in, elsewhere too, begins another."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:  # noqa: ARG002 (WTForms' signature)
        return str(generate_csrf())

    def validate_csrf_token(self, form: Form, field: CSRFTokenField) -> None:  # noqa: ARG002 (WTForms' signature)
        try:
            validate_csrf(field.data)
        except ValidationError:
            auditing.stopped("form refused", cause="csrf_token")
            raise ValidationError(
                _("This page was out of date. Send it again; if this comes back, allow cookies for this site")
            ) from None


class OurForm(FlaskForm):
    """Of everybody but guests, whose own has no session to stand on."""

    class Meta(FlaskForm.Meta):
        csrf_class = SessionCSRF

    def must_hold(self) -> None:
        """Of a form that nobody types in. Raises OutOfDate when its page is too old, BadRequest when what it says
        stands in no page of ours."""
        if not self.validate():
            raise OutOfDate if self.csrf_token.errors else BadRequest


class CleanedField(StringField):
    """`data` stays what was typed, to be shown again; `cleaned` is what the rules made of it."""

    cleaned: Any = None


class CleanedTextField(TextAreaField):
    """Likewise, of several lines."""

    cleaned: Any = None


def cleaned(clean: Callable[[str], Any]) -> Callable[[Form, Field], None]:
    """A validator: the sentence of the rule becomes the message beside the field."""

    def validate(_form: Form, field: Field) -> None:
        # A file may have been sent where a text belongs.
        field.data = field.data if isinstance(field.data, str) else ""
        try:
            field.cleaned = clean(field.data)
        except Invalid as error:
            raise StopValidation(words(error)) from None

    return validate


class ActionForm(OurForm):
    """A form of nothing but its CSRF token: a confirmed action."""


class SwitchForm(OurForm):
    """Sets a named state, never "the other one"."""

    state = StringField(validators=[AnyOf(["on", "off"])])
