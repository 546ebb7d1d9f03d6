"""The forms of the edit page."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, ValidationError

from models.media.addresses import clean_start
from models.plumbing.fields import (
    clean_description,
    clean_others_email,
    clean_tags,
    clean_title,
)
from models.recordings.webvtt import LANGUAGES
from models.tables.media_item import Visibility
from web.pages.forms import CleanedField, CleanedTextField, OurForm, cleaned


def _zone() -> ZoneInfo:
    # Flask-Babel's own is of pytz: put on a time as it is, it means the sun over the city in 1890.
    return ZoneInfo(str(get_timezone()))


class StartForm(OurForm):
    starts_at = CleanedField(_l("Start"), [cleaned(lambda raw: clean_start(raw, zone=_zone()))])

    @classmethod
    def of(cls, starts_at: datetime | None) -> Self:
        """As it is announced, in the owner's zone. A browser knows no more than three places of a second."""
        local = starts_at.astimezone(_zone()).replace(tzinfo=None) if starts_at else None
        return cls(formdata=None, starts_at=local.isoformat(timespec="seconds").removesuffix(":00") if local else "")

    def step(self) -> int:
        """Of the browser's field, in seconds: one that begins between two minutes would take no whole minute."""
        return 1 if (self.starts_at.data or "").count(":") > 1 else 60


class EditForm(OurForm):
    title = CleanedField(_l("Title"), [cleaned(clean_title)])
    description = CleanedTextField(_l("Description"), [cleaned(clean_description)])
    tags = CleanedField(_l("Tags"), [cleaned(clean_tags)])
    visibility = StringField(validators=[AnyOf(list(Visibility), message=_l("Choose one of the two"))])
    edition = HiddenField()


class CollaboratorForm(OurForm):
    email = CleanedField(_l("Email address"), [cleaned(clean_others_email)])


class CaptionsForm(OurForm):
    language = SelectField(
        _l("Language"),
        choices=[SelectChoice(code, name, {"lang": code}) for code, name in LANGUAGES.items()],
        validate_choice=False,
    )
    file = FileField(_l("Captions file"))

    def validate_language(self, field: SelectField) -> None:
        if not isinstance(field.data, str) or field.data not in LANGUAGES:
            raise ValidationError(_l("Choose a language"))


class PosterForm(OurForm):
    # Not "file": the captions' own stands on the same page.
    picture = FileField(_l("Picture"))
