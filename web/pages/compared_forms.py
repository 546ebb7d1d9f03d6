"""Forms that show what is stored. Only what the person has changed is judged and written (contract 4.37)."""

from collections.abc import Mapping
from datetime import datetime
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
        form.shown = {
            name: form._read(name, request.form.get(f"shown_{name}"), value) for name, value in stored.items()
        }
        for field in filter(form.is_unchanged, map(form._field, stored)):
            # It may be from a time with other rules.
            field.validators, field.data = (), form._shown_text(field.name)
        return form

    def shown_texts(self) -> dict[str, str]:
        """The hidden fields."""
        return {f"shown_{name}": self._written(value) for name, value in self.shown.items()}

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
                field.errors = [_("Saved now: %(value)s", value=_words_for(field, value))]
        return self

    def is_unchanged(self, field: Field) -> bool:
        """Whether the field holds the value with which it was opened, or was not sent at all."""
        return not field.raw_data or self._is_same(field.name, _one_kind_of_line_ends(field.data))

    def _is_same(self, name: str, sent: str) -> bool:
        return sent == self._shown_text(name)

    def _shown_text(self, name: str) -> str:
        """What the field holds when the form is opened."""
        return _text_of(self.shown[name])

    def _written(self, value: Any) -> str:
        return _text_of(value)

    def _read(self, name: str, text: str | None, stored: Any) -> Any:  # noqa: ARG002 (some forms need it)
        """The opposite of `_written`. What is stored if the page showed that. Otherwise all that counts is that it
        differs."""
        if text is None or _one_kind_of_line_ends(text) == self._written(stored):
            return stored
        return _one_kind_of_line_ends(text)

    def _field(self, name: str) -> Field:
        return self[name]


def _text_of(value: str | int | None) -> str:
    return "" if value is None else str(value)


def _one_kind_of_line_ends(text: object) -> str:
    """A file sent in place of a text counts as nothing (contract 6.31)."""
    return text.replace("\r\n", "\n") if isinstance(text, str) else ""


def _words_for(field: Field, stored: str | int | datetime | None) -> str:
    if isinstance(field, SelectField):
        return str(next(choice.label for choice in field.iter_choices() if choice.value == stored))
    if isinstance(stored, datetime):
        return str(display.when_text(stored))
    return _("none") if stored is None else str(stored)
