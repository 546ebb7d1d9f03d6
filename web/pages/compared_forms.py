"""Forms that show what is stored. Only what the person has changed is judged and written (contract 4.37)."""

from collections.abc import Mapping
from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from wtforms import Field, SelectField

from models.errors import ChangedMeanwhile
from web.pages.forms import SiteForm
from web.pages.localizing import translated


class ComparedForm(SiteForm):
    """The form carries the values with which it was opened, in hidden fields that `_fields.html` writes."""

    # By the names of the fields.
    shown: dict[str, Any]

    @classmethod
    def showing(cls, stored: Mapping[str, Any]) -> Self:
        """The form filled in with what is stored."""
        form = cls(formdata=None, **{name: _text_of(value) for name, value in stored.items()})
        form.shown = dict(stored)
        return form

    @classmethod
    def sent(cls, stored: Mapping[str, Any]) -> Self:
        """The form of this request. Where it does not say what it showed, that is what is stored."""
        form = cls()
        form.shown = {name: _read(request.form.get(f"shown_{name}"), value) for name, value in stored.items()}
        for field in filter(form._is_unchanged, map(form._field, stored)):
            # It may be from a time with other rules.
            field.validators, field.data = (), _text_of(form.shown[field.name])
        return form

    def shown_texts(self) -> dict[str, str]:
        return {f"shown_{name}": _text_of(value) for name, value in self.shown.items()}

    def wanted(self) -> dict[str, Any]:
        """The clean values of a valid form, as they are to be stored."""
        fields = {name: self._field(name) for name in self.shown}
        unchanged = {name for name, field in fields.items() if self._is_unchanged(field)}
        return {
            name: self.shown[name] if name in unchanged else getattr(field, "cleaned", field.data)
            for name, field in fields.items()
        }

    def changed_meanwhile(self, refusal: ChangedMeanwhile, stored: Mapping[str, Any]) -> Self:
        """Saving once more replaces what the person has typed, and nothing else. Beside it stands what is stored."""
        wanted = self.wanted()
        self.form_errors.append(translated(refusal))
        for name, value in stored.items():
            field = self._field(name)
            if self._is_unchanged(field):
                field.data = _text_of(value)
            elif value not in (self.shown[name], wanted[name]):
                field.errors = [_("Saved now: %(value)s", value=_words_for(field, value))]
        self.shown = dict(stored)
        return self

    def _field(self, name: str) -> Field:
        return self[name]

    def _is_unchanged(self, field: Field) -> bool:
        """Whether the field holds the value with which it was opened, or was not sent at all."""
        return not field.raw_data or _one_kind_of_line_ends(field.data) == _text_of(self.shown[field.name])


def _text_of(value: str | int | None) -> str:
    return "" if value is None else str(value)


def _read(text: str | None, stored: str | int | None) -> str | int | None:
    """What is stored if the page showed that. Otherwise all that counts is that it differs."""
    if text is None or _one_kind_of_line_ends(text) == _text_of(stored):
        return stored
    return _one_kind_of_line_ends(text)


def _one_kind_of_line_ends(text: object) -> str:
    """A file sent in place of a text counts as nothing (contract 6.31)."""
    return text.replace("\r\n", "\n") if isinstance(text, str) else ""


def _words_for(field: Field, stored: str | int | None) -> str:
    if isinstance(field, SelectField):
        return str(next(choice.label for choice in field.iter_choices() if choice.value == stored))
    return _("none") if stored is None else str(stored)
