"""The entry form. Its CSRF token is based on the pre-session cookie and contains the id of the form."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.validators import ValidationError

from models.plumbing import clock
from models.plumbing.fields import clean_email, clean_name
from web.guest import form_ids
from web.guest.cookies import PreSession
from web.observing import security_events
from web.pages.forms import CleanedField, cleaned_by


class EntryCSRF(CSRF):
    """The token of the entry form. Flask-WTF's own is in the owner's cookie, which guests must not get (facts 40)."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return form_ids.new_value(self._pre_session(csrf_token_field), now=clock.utcnow())

    def validate_csrf_token(self, form: FlaskForm, field: CSRFTokenField) -> None:  # noqa: ARG002 (WTForms' signature)
        if form_ids.id_of(self._pre_session(field), field.data or "") is None:
            security_events.refused("form refused", cause="made-up token")
            raise ValidationError(_l("We do not know this form any more. Please send it again."))

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

    name = CleanedField(_l("Your name"), [cleaned_by(clean_name)])
    email = CleanedEmailField(_l("Your email"), [cleaned_by(clean_email)])

    @classmethod
    def of(cls, pre_session: PreSession, values: object = None) -> "EntryForm":
        """A new form, with `values` as what was typed."""
        return cls(formdata=values, meta={"csrf_context": pre_session})
