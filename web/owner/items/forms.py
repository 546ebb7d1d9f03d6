"""The forms of the edit page."""

from datetime import datetime
from functools import partial
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import AnyOf, ValidationError

from models.media.posters import clean_moment
from models.media.room_addresses import clean_join_url, is_personal
from models.plumbing.fields import clean_description, clean_others_email, clean_tags, clean_title
from models.recordings.webvtt import CAPTION_LANGUAGES
from models.tables.media_item import Visibility
from web.pages import wall_times
from web.pages.compared_forms import ComparedForm
from web.pages.forms import CleanedField, CleanedTextField, SiteForm, cleaned_by
from web.pages.zoned_forms import ZonedForm


class NewStartForm(ZonedForm):
    starts_at = CleanedField(_l("Start"))

    def validate_starts_at(self, field: CleanedField) -> None:
        cleaned_by(self.rule_of_time(field.name))(self, field)

    def step(self) -> int:
        """How many seconds lie between two times that the browser's field accepts. It counts from the shown value: with
        60, a start at 12:00:05 could not be moved to a whole minute."""
        return 1 if (self.starts_at.data or "").count(":") > 1 else 60


class StartForm(NewStartForm):
    # What the field showed when the page was opened. A wall time may mean two instants (contract 4.37).
    shown = HiddenField()

    @classmethod
    def showing(cls, starts_at: datetime | None) -> Self:
        """The form filled in with this start, to the second, in the time zone of the account or site."""
        zone = wall_times.page_zone()
        text = wall_times.shown(starts_at, zone, timespec="seconds").removesuffix(":00")
        return cls(formdata=None, starts_at=text, shown=text, zone=str(zone))

    def is_unchanged(self) -> bool:
        """Whether the field holds what it showed. Then nothing of it is judged or written."""
        return bool(self.zone.data) and wall_times.is_same(self.starts_at.data, self.shown.data)

    def validate_starts_at(self, field: CleanedField) -> None:
        if not self.is_unchanged():
            super().validate_starts_at(field)


class PlaylistForm(SiteForm):
    """Shows the address of a playlist elsewhere, which is read again."""

    playlist_url = StringField(_l("Address of a playlist on another server"))


class RoomAddressForm(SiteForm):
    join_url = CleanedField(_l("Address of the room"))
    personal = BooleanField(_l("Use it all the same"))

    def validate_join_url(self, field: CleanedField) -> None:
        cleaned_by(partial(clean_join_url, personal=bool(self.personal.data)))(self, field)

    def offers_to_confirm(self) -> bool:
        """Whether the box is shown: the address was refused for nothing else than being one person's own way in."""
        return bool(self.personal.data or self.join_url.errors) and is_personal(self.join_url.data or "")


class EditForm(ComparedForm):
    """Shows the fields of `MediaFields`."""

    title = CleanedField(_l("Title"), [cleaned_by(clean_title)])
    description = CleanedTextField(_l("Description"), [cleaned_by(clean_description)])
    tags = CleanedField(_l("Tags"), [cleaned_by(clean_tags)])
    visibility = SelectField(
        choices=[
            SelectChoice(Visibility.PRIVATE, _l("Private")),
            SelectChoice(Visibility.SITE, _l("Everyone on this site")),
        ],
        validators=[AnyOf(list(Visibility), message=_l("Choose one of the two"))],
        validate_choice=False,
    )

    def _written(self, value: Any) -> str:
        return ", ".join(value) if isinstance(value, tuple) else super()._written(value)

    def _read(self, name: str, text: str, stored: Any) -> Any:
        read = super()._read(name, text, stored)
        return tuple(read.split(", ")) if name == "tags" and isinstance(read, str) else read


class CollaboratorForm(SiteForm):
    email = CleanedField(_l("Email address"), [cleaned_by(clean_others_email)])


class NewOwnerForm(SiteForm):
    """It stands on one page with a CollaboratorForm."""

    email = CleanedField(_l("Email of the new owner"), [cleaned_by(clean_others_email)], id="new-owner")


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


class FrameForm(SiteForm):
    at = CleanedField(_l("Time of the picture"), [cleaned_by(clean_moment)])


class PosterForm(SiteForm):
    # Not "file": the captions form on the same page has a field of that name, and their ids must differ.
    picture = FileField(_l("Picture"))
