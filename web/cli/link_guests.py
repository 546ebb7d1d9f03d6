"""`guestlink link guests`."""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.cli.options import json_option, link_id_argument
from web.cli.output import local_time, show, table
from web.cli.site_command import SiteCommand

if TYPE_CHECKING:
    from models.guests.listed_guests import ListedGuest

# Fixed by contract 7.38.
COLUMNS = ("id", "name", "email", "entered_at", "last_seen_at", "watched_seconds", "connected")


def document(guest: "ListedGuest") -> dict[str, object]:
    return {
        "id": guest.id,
        "name": guest.name,
        "email": guest.email,
        "entered_at": guest.entered_at.isoformat(),
        "last_seen_at": guest.last_seen_at.isoformat() if guest.last_seen_at else None,
        "watched_seconds": guest.watched_seconds,
        "connected": guest.is_connected,
    }


@click.command("guests", cls=SiteCommand)
@link_id_argument
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a CSV file and nothing else.")
@click.option(
    "--xlsx", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write an Excel file."
)
def guests(link_id: int, as_json: bool, as_csv: bool, file: Path | None) -> None:
    """List the guests of a link, the newest first."""
    if as_json + as_csv + (file is not None) > 1:
        raise click.UsageError("Only one of --json, --csv and --xlsx can be used.")
    batches = _batches(link_id)
    if as_csv:
        _print_csv(batches)
    elif file is not None:
        _write_xlsx(file, batches)
    else:
        listed = [guest for batch in batches for guest in batch]
        show([document(guest) for guest in listed] if as_json else None, as_json, table(_HEADERS, _lines(listed)))


_HEADERS = ("id", "name", "email", "entered", "last seen", "watched", "state")


def _batches(link_id: int) -> "Iterator[list[ListedGuest]]":
    """Raises NotFound at once, and not after a part of a file was written."""
    from models.guests import guest_entries
    from models.links import listing as link_listing
    from models.plumbing import clock, database

    now = clock.utcnow()
    with database.reading() as db:
        link = link_listing.link_by_id(db, link_id, now=now).link
        whose = guest_entries.Whose(link.media_id, link.id)
    return guest_entries.all_of(database.reading, whose, now=now)


def _lines(listed: "Iterable[ListedGuest]") -> list[list[object]]:
    """For people: no raw values."""

    def state(guest: "ListedGuest") -> str:
        return "removed" if guest.is_removed else "here now" if guest.is_connected else ""

    return [
        [
            guest.id,
            guest.name or "(erased)",
            guest.email or "",
            local_time(guest.entered_at),
            local_time(guest.last_seen_at) if guest.last_seen_at else "",
            f"{guest.watched_seconds // 60} min {guest.watched_seconds % 60:02} s",
            state(guest),
        ]
        for guest in listed
    ]


def _print_csv(batches: "Iterable[list[ListedGuest]]") -> None:
    from models.plumbing.csv_files import csv_parts

    out = sys.stdout.buffer
    for part in csv_parts(COLUMNS, ([_cells(guest) for guest in batch] for batch in batches)):
        out.write(part)
    out.flush()


def _write_xlsx(file: Path, batches: "Iterable[list[ListedGuest]]") -> None:
    from models.plumbing.xlsx_files import write_xlsx

    with file.open("wb") as out:
        write_xlsx(out, COLUMNS, ([_cells(guest) for guest in batch] for batch in batches))
    click.echo(f"Wrote {file}.")


def _cells(guest: "ListedGuest") -> list[Any]:
    """Times in the site's zone, with their distance from UTC."""
    from zoneinfo import ZoneInfo

    from models.config.settings import settings

    zone = ZoneInfo(settings().timezone)

    def there(instant: datetime | None) -> str | None:
        return instant.astimezone(zone).isoformat(timespec="seconds") if instant else None

    times = {"entered_at": there(guest.entered_at), "last_seen_at": there(guest.last_seen_at)}
    values = {**document(guest), **times, "connected": "true" if guest.is_connected else "false"}
    return [values[column] for column in COLUMNS]
