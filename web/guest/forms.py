"""The entry form. Its CSRF token stands over the pre-session cookie and names the form."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.validators import ValidationError

from models.plumbing.fields import clean_email, clean_name
from web.guest.cookies import PreSession
from web.observing import auditing
from web.pages.forms import CleanedField, cleaned


class EntryCSRF(CSRF):
    """Flask-WTF's own lives in the owner's session cookie, whose path is `/`: guests must not get one (facts 40)."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return self._pre_session(csrf_token_field).new_form()

    def validate_csrf_token(self, form: FlaskForm, field: CSRFTokenField) -> None:  # noqa: ARG002 (WTForms' signature)
        if self._pre_session(field).form_id(field.data or "") is None:
            auditing.stopped("form refused", cause="made-up token")
            raise ValidationError(_l("This form is no longer known. Send it once more."))

    def _pre_session(self, field: CSRFTokenField) -> PreSession:
        pre_session: PreSession = field.meta.csrf_context
        return pre_session


class CleanedEmailField(EmailField):
    cleaned: str = ""


class EntryForm(FlaskForm):
    class Meta:
        csrf = True
        csrf_class = EntryCSRF
        csrf_context: PreSession

    name = CleanedField(_l("Your name"), [cleaned(clean_name)])
    email = CleanedEmailField(_l("Your email"), [cleaned(clean_email)])

    @classmethod
    def of(cls, pre_session: PreSession, values: object = None) -> "EntryForm":
        """Empty, or with what was typed."""
        return cls(formdata=values, meta={"csrf_context": pre_session})
