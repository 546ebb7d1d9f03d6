"""Guests as a file for spreadsheets (contract 4.49), in batches, however many they are."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from functools import partial
from itertools import chain

from flask import Response
from flask_babel import get_timezone
from flask_babel import gettext as _

from models.files import disk_faults
from models.guests import guest_entries
from models.guests.listed_guests import ListedGuest
from models.plumbing import clock, database, row_ids
from models.plumbing.csv_files import csv_parts
from models.plumbing.xlsx_files import xlsx_parts
from web.observing.routed_path import as_routed
from web.owner.guests.doing import HowLong, how_long
from web.owner.guests.owned import owned
from web.pages.attachments import attachment

TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_ID = row_ids.PATTERN
_PATH = re.compile(f"/media/{_ID}(/guest-access/links/{_ID})?/guests\\.(csv|xlsx)")
Row = list[object]


def is_slow(method: str, path: str) -> bool:
    """Whether this request is for such a file, which may take seconds."""
    return method in {"GET", "HEAD"} and _PATH.fullmatch(as_routed(path)) is not None


def file_of_guests(media_id: int, link_id: int | None, ending: str) -> Response:
    now, zone = clock.utcnow(), get_timezone()
    with database.reading() as db:
        these = owned(db, media_id, link_id)
    watched = how_long(these.media.kind)
    row = partial(_row, zone=zone, yes=_("Yes"), has_share=bool(watched.percent), is_csv=ending == "csv")
    found = guest_entries.all_of(database.reading, these.whose, now=now)
    batches: Iterator[list[Row]] = ([row(guest) for guest in batch] for batch in found)
    header = _header(str(zone), watched)
    parts = csv_parts(header, batches) if ending == "csv" else _made(xlsx_parts(header, batches))
    response = Response(parts, mimetype=TYPES[ending])
    name, number = (these.link.name, f"link-{link_id}") if these.link else (these.media.title, f"media-{media_id}")
    response.headers["Content-Disposition"] = attachment(name, f"-guests.{ending}", otherwise=number)
    return response


def _made(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The whole file is made before its first part is returned. Raises NoSpace and MediaAway, while an answer in words
    is still possible."""
    try:
        return chain([next(parts)], parts)
    except OSError as error:
        raise disk_faults.refusal_of(error) from None


def _header(zone: str, watched: HowLong) -> list[str]:
    times = [f"{_('Entered')} ({zone})", f"{_('Last seen')} ({zone})"]
    numbers = [heading for heading in (watched.seconds, watched.percent) if heading]
    return [_("Name"), _("Email"), _("Link name"), *times, *numbers, _("Here now"), _("Removed")]


def _row(guest: ListedGuest, *, zone: tzinfo | None, yes: str, has_share: bool, is_csv: bool) -> Row:
    """Of an erased entry its time and its link are left, and whether its guest is still here."""

    def there(instant: datetime | None) -> object:
        if instant is None:
            return None
        local = instant.astimezone(zone).replace(microsecond=0)
        # A text says how far it is from UTC. A cell of Excel cannot.
        return local.isoformat(" ") if is_csv else local.replace(tzinfo=None)

    times = [there(guest.entered_at), there(guest.last_seen_at)]
    watched = [None, None] if guest.is_erased else [guest.watched_seconds, guest.share]
    states = [yes if guest.is_connected else None, yes if guest.is_removed else None]
    return [guest.name, guest.email, guest.link_name, *times, *watched[: 1 + has_share], *states]
