"""The forms of the edit page."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, ValidationError

from models.media.media_fields import clean_start
from models.plumbing.fields import clean_description, clean_others_email, clean_tags, clean_title
from models.recordings.webvtt import CAPTION_LANGUAGES
from models.tables.media_item import Visibility
from web.pages.forms import CleanedField, CleanedTextField, SiteForm, cleaned_by


def _zone() -> ZoneInfo:
    # Flask-Babel gives a zone of pytz. After `replace(tzinfo=...)` such a zone is wrong by some minutes.
    return ZoneInfo(str(get_timezone()))


class StartForm(SiteForm):
    starts_at = CleanedField(_l("Start"), [cleaned_by(lambda raw: clean_start(raw, zone=_zone()))])

    @classmethod
    def showing(cls, starts_at: datetime | None) -> Self:
        """The form filled in with this start, to the second, in the time zone of the account or site."""
        local = starts_at.astimezone(_zone()).replace(tzinfo=None) if starts_at else None
        return cls(formdata=None, starts_at=local.isoformat(timespec="seconds").removesuffix(":00") if local else "")

    def step(self) -> int:
        """How many seconds lie between two times that the browser's field accepts. It counts from the shown value: with
        60, a start at 12:00:05 could not be moved to a whole minute."""
        return 1 if (self.starts_at.data or "").count(":") > 1 else 60


class EditForm(SiteForm):
    title = CleanedField(_l("Title"), [cleaned_by(clean_title)])
    description = CleanedTextField(_l("Description"), [cleaned_by(clean_description)])
    tags = CleanedField(_l("Tags"), [cleaned_by(clean_tags)])
    visibility = StringField(validators=[AnyOf(list(Visibility), message=_l("Choose one of the two"))])
    edition = HiddenField()


class CollaboratorForm(SiteForm):
    email = CleanedField(_l("Email address"), [cleaned_by(clean_others_email)])


class CaptionsForm(SiteForm):
    language = SelectField(
        _l("Language"),
        choices=[SelectChoice(code, name, {"lang": code}) for code, name in CAPTION_LANGUAGES.items()],
        validate_choice=False,
    )
    file = FileField(_l("Captions file"))

    def validate_language(self, field: SelectField) -> None:
        if not isinstance(field.data, str) or field.data not in CAPTION_LANGUAGES:
            raise ValidationError(_l("Choose a language"))


class PosterForm(SiteForm):
    # Not "file": the captions form on the same page has a field of that name, and their ids must differ.
    picture = FileField(_l("Picture"))
