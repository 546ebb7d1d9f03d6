"""The forms of a new link, and of editing one."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from models.errors import Invalid
from models.links.bounding import check_instant, clean_limit, in_utc
from models.links.editing import LinkFields
from models.plumbing.fields import clean_clicks, clean_days, clean_link_name
from web.pages import wall_times
from web.pages.forms import CleanedField, cleaned_by
from web.pages.zoned_forms import ZonedForm

FIELDS = ("name", "clicks", "starts_at", "ends_at")
_NUMBER = re.compile("[0-9]{1,7}")


class LinkForm(ZonedForm):
    form_id = HiddenField()
    name = CleanedField(_l("Link name"), [cleaned_by(clean_link_name)])
    clicks = CleanedField(_l("# of clicks"), [cleaned_by(clean_clicks)])
    days = CleanedField(_l("Duration"), [cleaned_by(clean_days)])
    starts_at = CleanedField(_l("Start"))

    def validate_starts_at(self, field: CleanedField) -> None:
        cleaned_by(self.rule_of_time(field.name))(self, field)


class EditLinkForm(ZonedForm):
    """The form carries the values with which it was opened. Only changed fields are judged (contract 2.52)."""

    name = CleanedField(_l("Link name"))
    clicks = CleanedField(_l("# of clicks"))
    starts_at = CleanedField(_l("Start"))
    ends_at = CleanedField(_l("Expiration date"))
    shown_name = HiddenField()
    shown_clicks = HiddenField()
    shown_starts_at = HiddenField()
    shown_ends_at = HiddenField()

    shown: LinkFields
    spent: int

    @classmethod
    def showing(cls, fields: LinkFields) -> Self:
        """The form filled in with what is stored."""
        form = cls(formdata=None, zone=str(wall_times.page_zone()))
        form.show_as_stored(fields, FIELDS)
        return form

    @classmethod
    def sent(cls, stored: LinkFields, spent: int) -> Self:
        """The form of this request. Where it does not say what it showed, that is what is stored. `spent`: the clicks
        of the link."""
        form = cls()
        form.spent = spent
        kept = {name: _read(name, form[f"shown_{name}"].data, getattr(stored, name)) for name in FIELDS}
        form.shown = LinkFields(**kept)
        return form

    def show_as_stored(self, stored: LinkFields, names: tuple[str, ...] | list[str]) -> None:
        """These fields, and what all of them are compared with."""
        self.shown = stored
        for name in FIELDS:
            self[f"shown_{name}"].data = _written(getattr(stored, name))
        for name in names:
            self[name].data = self._text_of(name)

    def unchanged(self) -> list[str]:
        return [name for name in FIELDS if self._is_unchanged(name)]

    def contested(self, stored: LinkFields) -> list[str]:
        """What this person and somebody else have both changed, and not to the same."""
        versions = self.shown, stored, self.wanted()
        return [name for name in FIELDS if len({getattr(version, name) for version in versions}) == len(versions)]

    def wanted(self) -> LinkFields:
        return LinkFields(**{name: self[name].cleaned for name in FIELDS})

    def limit_when_saved(self, stored: LinkFields) -> int | None:
        """The click limit, if the form is saved as it is now. What is stored if it holds nothing that can be saved."""
        if self._is_unchanged("clicks"):
            return stored.clicks
        try:
            held = clean_clicks(self.clicks.data or "")
        except Invalid:
            return stored.clicks
        return held if held is None or held >= self.spent else stored.clicks

    def validate_name(self, field: CleanedField) -> None:
        self._clean(field, clean_link_name)

    def validate_clicks(self, field: CleanedField) -> None:
        self._clean(field, lambda raw: clean_limit(raw, self.spent))

    def validate_starts_at(self, field: CleanedField) -> None:
        self._clean(field, self.rule_of_time(field.name))

    def validate_ends_at(self, field: CleanedField) -> None:
        self._clean(field, self.rule_of_time(field.name))

    def _clean(self, field: CleanedField, clean: Callable[[str], Any]) -> None:
        if self._is_unchanged(field.name):
            field.cleaned = getattr(self.shown, field.name)
        else:
            cleaned_by(clean)(self, field)

    def _is_unchanged(self, name: str) -> bool:
        """Whether the field holds the value with which it was opened, or was not sent at all."""
        field, text = self[name], self._text_of(name)
        if not field.raw_data:
            return True
        if name.endswith("_at"):
            return wall_times.is_same(field.data, text)
        return bool((field.data or "") == text)

    def _text_of(self, name: str) -> str:
        shown = getattr(self.shown, name)
        if name.endswith("_at"):
            return wall_times.shown(shown, self.page_zone())
        return "" if shown is None else str(shown)


def _written(value: str | int | datetime | None) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return "" if value is None else str(value)


def _read(name: str, text: str | None, stored: Any) -> Any:
    """The opposite of `_written`. What is stored if nothing was sent, or nothing that a page of ours sends: an instant
    that some zones cannot show, for example."""
    if text is None or name == "name":
        return stored if text is None else text
    if not text:
        return None
    if name == "clicks":
        return int(text) if _NUMBER.fullmatch(text) else stored
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            return stored
        check_instant(name, in_utc(instant))
        return in_utc(instant)
    except (ValueError, Invalid):
        return stored
