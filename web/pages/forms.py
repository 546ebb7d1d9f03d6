"""What all forms share: the CSRF token of a browser's session, and fields that keep what was typed."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import BadRequest
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.validators import AnyOf, StopValidation, ValidationError

from models.errors import Invalid
from web.observing import security_events
from web.pages import csrf
from web.pages.errors import OutOfDate
from web.pages.localizing import translated


class SessionCSRF(CSRF):
    """It belongs to the session of a browser, and signing in begins a new session."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:  # noqa: ARG002 (WTForms' signature)
        return csrf.token()

    def validate_csrf_token(self, form: Form, field: CSRFTokenField) -> None:  # noqa: ARG002 (WTForms' signature)
        if not csrf.is_valid(field.data):
            security_events.refused("form refused", cause="csrf_token")
            raise ValidationError(
                _("This page was out of date. Send it again. If this message comes back, allow cookies for this site")
            )


class SiteForm(FlaskForm):
    """The base of all forms except the entry form. Guests have no session that could hold its token."""

    class Meta(FlaskForm.Meta):
        csrf_class = SessionCSRF

    def require_valid(self) -> None:
        """Checks a form in which nobody types. Raises OutOfDate if its page is older than the session, and BadRequest
        for values that no page of ours sends."""
        if not self.validate():
            raise OutOfDate if self.csrf_token.errors else BadRequest


class CleanedField(StringField):
    """`data` stays what was typed, to be shown again. `cleaned` is the value that the rules made of it."""

    cleaned: Any = None


class CleanedTextField(TextAreaField):
    """A CleanedField of several lines."""

    cleaned: Any = None


def cleaned_by(clean: Callable[[str], Any]) -> Callable[[Form, Field], None]:
    """A validator. `clean` is a rule like those in `models.plumbing.fields`; its sentence is shown beside the field."""

    def validate(_form: Form, field: Field) -> None:
        # A file sent in place of a text counts as nothing (contract 6.31).
        field.data = field.data if isinstance(field.data, str) else ""
        try:
            field.cleaned = clean(field.data)
        except Invalid as error:
            raise StopValidation(translated(error)) from None

    return validate


class ActionForm(SiteForm):
    """Only a CSRF token, for a button that does one thing."""

    def is_confirmed(self) -> bool:
        """Whether the question of this page was answered. Raises as `require_valid` does."""
        if not self.is_submitted():
            return False
        self.require_valid()
        return True


class SwitchForm(SiteForm):
    """Sets a named state, so sending it twice changes nothing more (contract 2.26)."""

    state = StringField(validators=[AnyOf(["on", "off"])])
