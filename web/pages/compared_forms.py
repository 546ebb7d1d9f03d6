"""Forms that show what is stored. Only what the person has changed is judged and written (contract 4.37)."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from wtforms import Field, SelectField

from models.errors import ChangedMeanwhile
from web.pages import display
from web.pages.forms import SiteForm
from web.pages.localizing import translated


class ComparedForm(SiteForm):
    """The form carries the values with which it was opened, in hidden fields that `_fields.html` writes."""

    # By the names of the fields.
    shown: dict[str, Any]

    @classmethod
    def showing(cls, stored: Mapping[str, Any]) -> Self:
        """The form filled in with what is stored."""
        form = cls(formdata=None)
        form.shown = dict(stored)
        for name in stored:
            form._field(name).data = form._shown_text(name)
        return form

    @classmethod
    def sent(cls, stored: Mapping[str, Any]) -> Self:
        """The form of this request. Where it does not say what it showed, that is what is stored."""
        form = cls()
        form.shown = dict(stored)
        for name in stored:
            if (text := request.form.get(f"shown_{name}")) is not None:
                form.shown[name] = form._read(name, _one_kind_of_line_ends(text), stored[name])
        for field in filter(form.is_unchanged, map(form._field, stored)):
            # It may be from a time with other rules.
            field.validators = ()
            field.data = _one_kind_of_line_ends(field.data) if field.raw_data else form._shown_text(field.name)
        return form

    def shown_texts(self) -> dict[str, str]:
        """The hidden fields."""
        return {f"shown_{name}": _brief(self._written(value)) for name, value in self.shown.items()}

    def wanted(self) -> dict[str, Any]:
        """The clean values of a valid form, as they are to be stored."""
        fields = {name: self._field(name) for name in self.shown}
        unchanged = {name for name, field in fields.items() if self.is_unchanged(field)}
        return {
            name: self.shown[name] if name in unchanged else getattr(field, "cleaned", field.data)
            for name, field in fields.items()
        }

    def changed_meanwhile(self, refusal: ChangedMeanwhile, stored: Mapping[str, Any]) -> Self:
        """Saving once more replaces what the person has typed, and nothing else. Beside it stands what is stored."""
        wanted, shown, self.shown = self.wanted(), self.shown, dict(stored)
        self.form_errors.append(translated(refusal))
        for name, value in stored.items():
            field = self._field(name)
            if wanted[name] == shown[name]:
                field.data = self._shown_text(name)
            elif value not in (shown[name], wanted[name]):
                field.errors = [_("Saved now: %(value)s", value=self._words_for(field, value))]
        return self

    def is_unchanged(self, field: Field) -> bool:
        """Whether the field holds the value with which it was opened, or was not sent at all."""
        return not field.raw_data or self._is_same(field.name, _one_kind_of_line_ends(field.data))

    def _is_same(self, name: str, sent: str) -> bool:
        return _brief(sent) == _brief(self._shown_text(name))

    def _shown_text(self, name: str) -> str:
        """What the field holds when the form is opened."""
        return self._written(self.shown[name])

    def _written(self, value: Any) -> str:
        return "" if value is None else str(value)

    def _read(self, name: str, text: str, stored: Any) -> Any:  # noqa: ARG002 (some forms need it)
        """What is stored if the page showed that. Otherwise all that counts is that it differs."""
        return stored if text == _brief(self._written(stored)) else text

    def _words_for(self, field: Field, stored: Any) -> str:
        if isinstance(field, SelectField):
            return str(next(choice.label for choice in field.iter_choices() if choice.value == stored))
        if isinstance(stored, datetime):
            return display.when_text(stored)
        return self._written(stored) or _("none")

    def _field(self, name: str) -> Field:
        return self[name]


def _brief(text: str) -> str:
    """The text, or a hash of a long one: a form that carried it twice would be too large to be sent."""
    return text if len(text) <= 200 else sha256(text.encode()).hexdigest()


def _one_kind_of_line_ends(text: object) -> str:
    """A file sent in place of a text counts as nothing (contract 6.31)."""
    return text.replace("\r\n", "\n") if isinstance(text, str) else ""
