"""`guestlink link edit` and `link end`."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from web.cli.link import show_link
from web.cli.noting import note
from web.cli.options import json_option, link_id_argument
from web.cli.site_command import SiteCommand
from web.cli.when import instant

if TYPE_CHECKING:
    from models.links.editing import LinkFields
    from models.tables import GuestLink


@click.command(cls=SiteCommand)
@link_id_argument
@click.option("--name", metavar="NAME", help="The name of the link, 1 to 100 characters.")
@click.option(
    "--clicks", metavar="N|unlimited", help="How many guests can enter in all, counting those who have entered."
)
@click.option("--starts", metavar="WHEN|now", help="When it starts, like 2026-12-31T18:00+01:00.")
@click.option("--ends", metavar="WHEN|never", help="When it ends, like 2026-12-31T18:00+01:00.")
@click.option("--extend-days", metavar="N", help="Move the end by this many days, counted from now if it has passed.")
@json_option
def edit(
    link_id: int,
    name: str | None,
    clicks: str | None,
    starts: str | None,
    ends: str | None,
    extend_days: str | None,
    as_json: bool,
) -> None:
    """Change a link. Its address stays. A link that has ended lives again when its end or limit is moved."""
    from models.links import editing
    from models.links import listing as link_listing
    from models.plumbing import clock, database

    typed = {"name": name, "clicks": clicks, "starts": starts, "ends": ends, "extend": extend_days}
    if not any(value is not None for value in typed.values()):
        raise click.UsageError("Say what to change, for example --ends or --clicks.")
    if ends is not None and extend_days is not None:
        raise click.UsageError("Give --ends or --extend-days, not both.")
    now = clock.utcnow()
    with database.writing() as db:
        link = link_listing.link_by_id(db, link_id, now=now).link
        shown = editing.fields_of(link)
        edited = editing.edit_link(db, link_id, shown=shown, wanted=_wanted(link, shown, typed, now), now=now)
        listed = link_listing.link_by_id(db, link_id, now=now)
        if edited.told:
            note(db, "link_edited", media_id=link.media_id, link_id=link_id, detail=edited.told)
    show_link(listed, as_json)


def _wanted(link: "GuestLink", shown: "LinkFields", typed: dict[str, str | None], now: datetime) -> "LinkFields":
    """Raises Invalid."""
    from dataclasses import replace

    from models.errors import Invalid
    from models.links.bounding import clean_limit
    from models.plumbing import fields

    wanted = shown
    if (name := typed["name"]) is not None:
        wanted = replace(wanted, name=fields.clean_link_name(name))
    if (clicks := typed["clicks"]) is not None:
        limit = None if clicks.strip().lower() == "unlimited" else clean_limit(clicks, link.clicks)
        if limit is None and not clicks.strip():
            raise Invalid("clicks", "Enter a number of clicks, or unlimited")
        wanted = replace(wanted, clicks=limit)
    if (starts := typed["starts"]) is not None:
        begins = None if starts.strip().lower() == "now" else instant(starts, field="starts_at")
        wanted = replace(wanted, starts_at=begins)
    if (ends := typed["ends"]) is not None:
        end = None if ends.strip().lower() == "never" else instant(ends, field="ends_at")
        wanted = replace(wanted, ends_at=end)
    if (days := typed["extend"]) is not None:
        wanted = replace(wanted, ends_at=_extended(shown.ends_at, days, now))
    return wanted


def _extended(ends_at: datetime | None, typed: str, now: datetime) -> datetime:
    """Raises Invalid."""
    from models.errors import Invalid
    from models.plumbing import fields

    days = fields.clean_days(typed)
    if days is None:
        raise Invalid("days", "Enter a number of days")
    if ends_at is None:
        raise Invalid("days", "This link has no end.")
    return max(ends_at, now) + timedelta(hours=24 * days)


@click.command(cls=SiteCommand)
@link_id_argument
@json_option
def end(link_id: int, as_json: bool) -> None:
    """End a link now: no one can enter any more, and the pages that its guests have loaded stop playing."""
    from models.links import ending
    from models.links import listing as link_listing
    from models.plumbing import clock, database

    now = clock.utcnow()
    with database.writing() as db:
        link = link_listing.link_by_id(db, link_id, now=now).link
        if ending.end_link(db, link_id, now=now):
            note(db, "link_ended", media_id=link.media_id, link_id=link_id, detail=link.name)
        db.expire_all()
        listed = link_listing.link_by_id(db, link_id, now=now)
    show_link(listed, as_json)
