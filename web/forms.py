"""What all forms share: values judged by the rules of `models.plumbing.fields`, and kept as they were typed."""

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import AnyOf, StopValidation

from models.plumbing.errors import Invalid
from web.wording import words


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


class ActionForm(FlaskForm):
    """A form of nothing but its CSRF token: a confirmed action."""


class SwitchForm(FlaskForm):
    """Sets a named state, never "the other one"."""

    state = StringField(validators=[AnyOf(["on", "off"])])
