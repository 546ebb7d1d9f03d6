"""The entry form. Its CSRF token is based on the pre-session cookie and contains the id of the form."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.validators import ValidationError

from models.plumbing.fields import clean_email, clean_name
from web.observing import security_events
from web.pages.forms import CleanedField, cleaned_by


class EntryCSRF(CSRF):
    """The token of the entry form. Flask-WTF's own is in the owner's cookie, which guests must not get (facts 40)."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:  # noqa: ARG002 (WTForms' signature)
        """The form is shown with a token that its page was given (`EntryForm.to_show`)."""
        return ""

    def validate_csrf_token(self, form: FlaskForm, field: CSRFTokenField) -> None:  # noqa: ARG002 (WTForms' signature)
        if field.meta.csrf_context is None:
            security_events.refused("form refused", cause="made-up token")
            raise ValidationError(_l("We do not know this form any more. Please send it again."))


# What is wrong in a form: the names of fields, each with its sentences. The form itself has an empty name.
Wrong = Sequence[tuple[str, Sequence[str]]]


class CleanedEmailField(EmailField):
    cleaned: str = ""


class EntryForm(FlaskForm):
    class Meta:
        csrf = True
        csrf_class = EntryCSRF
        # The id of the form that was sent, None without one of ours.
        csrf_context: str | None = None

    name = CleanedField(_l("Your name"), [cleaned_by(clean_name)])
    email = CleanedEmailField(_l("Your email"), [cleaned_by(clean_email)])

    @classmethod
    def of(cls, form_id: str | None, values: object) -> "EntryForm":
        """A form that was sent."""
        return cls(formdata=values, meta={"csrf_context": form_id})

    @classmethod
    def to_show(cls, token: str | None, name: str | None, email: str | None, wrong: Wrong) -> "EntryForm":
        form = cls(formdata=None, data={"name": name, "email": email})
        form.csrf_token.current_token = token
        for field, sentences in wrong:
            if not field:
                form.form_errors = list(sentences)
            else:
                form[field].errors = list(sentences)
        return form

    def wrong(self) -> Wrong:
        return tuple((field, tuple(map(str, sentences))) for field, sentences in self.errors.items())
