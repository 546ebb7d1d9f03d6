"""The forms of a new link, and of editing one."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from models.errors import Invalid
from models.links.bounding import check_instant, clean_limit, in_utc
from models.plumbing.fields import clean_clicks, clean_days, clean_link_name
from web.pages import wall_times
from web.pages.compared_forms import ComparedForm
from web.pages.forms import CleanedField, cleaned_by
from web.pages.zoned_forms import ZonedForm

TIMES = ("starts_at", "ends_at")
_NUMBER = re.compile("[0-9]{1,7}")


class LinkForm(ZonedForm):
    form_id = HiddenField()
    name = CleanedField(_l("Link name"), [cleaned_by(clean_link_name)])
    clicks = CleanedField(_l("# of clicks"), [cleaned_by(clean_clicks)])
    days = CleanedField(_l("Duration"), [cleaned_by(clean_days)])
    starts_at = CleanedField(_l("Start"))

    def validate_starts_at(self, field: CleanedField) -> None:
        cleaned_by(self.rule_of_time(field.name))(self, field)


class EditLinkForm(ZonedForm, ComparedForm):
    """Shows the fields of `LinkFields` (contract 2.52)."""

    name = CleanedField(_l("Link name"), [cleaned_by(clean_link_name)])
    clicks = CleanedField(_l("# of clicks"))
    starts_at = CleanedField(_l("Start"))
    ends_at = CleanedField(_l("Expiration date"))

    # The clicks of the link.
    spent: int = 0

    @classmethod
    def showing(cls, stored: Mapping[str, Any]) -> Self:
        form = super().showing(stored)
        form.zone.data = str(form.page_zone())
        return form

    def limit_when_saved(self, stored: int | None) -> int | None:
        """The click limit, if the form is saved as it is now. What is stored if it holds nothing that can be saved."""
        if self.is_unchanged(self.clicks):
            return stored
        try:
            held = clean_clicks(self.clicks.data or "")
        except Invalid:
            return stored
        return held if held is None or held >= self.spent else stored

    def validate_clicks(self, field: CleanedField) -> None:
        self._judge(field, lambda raw: clean_limit(raw, self.spent))

    def validate_starts_at(self, field: CleanedField) -> None:
        self._judge(field, self.rule_of_time(field.name))

    def validate_ends_at(self, field: CleanedField) -> None:
        self._judge(field, self.rule_of_time(field.name))

    def _judge(self, field: CleanedField, rule: Callable[[str], Any]) -> None:
        if not self.is_unchanged(field):
            cleaned_by(rule)(self, field)

    def _is_same(self, name: str, sent: str) -> bool:
        if name in TIMES:
            return wall_times.is_same(sent, self._shown_text(name))
        return super()._is_same(name, sent)

    def _shown_text(self, name: str) -> str:
        if name in TIMES:
            return wall_times.shown(self.shown[name], self.page_zone())
        return super()._shown_text(name)

    def _written(self, value: Any) -> str:
        return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else super()._written(value)

    def _read(self, name: str, text: str, stored: Any) -> Any:
        if name == "name":
            return super()._read(name, text, stored)
        if not text:
            return None
        if name == "clicks":
            return int(text) if _NUMBER.fullmatch(text) else stored
        return _instant(name, text) or stored


def _instant(name: str, text: str) -> datetime | None:
    """None if no page of ours sends it: an instant that some zones cannot show, for example."""
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            return None
        check_instant(name, in_utc(instant))
    except (ValueError, Invalid):
        return None
    return in_utc(instant)
