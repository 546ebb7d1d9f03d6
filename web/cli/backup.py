"""`guestlink backup FILE` and `guestlink restore FILE` (contract 7.29, 7.30)."""

import shlex
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.cli.noting import note
from web.cli.options import json_option
from web.cli.output import local_time, show
from web.cli.progress import shown_progress
from web.cli.site_command import SiteCommand

if TYPE_CHECKING:
    from models.backups.making import Made
    from models.backups.restoring import Restored
    from models.backups.running_settings import SiteSettings
    from models.config.settings import Settings

file_argument = click.argument("file", type=click.Path(path_type=Path))


@click.command(cls=SiteCommand)
@file_argument
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Write a backup of the site into the new file FILE, while the site runs.

    It holds the database, the media, the keys and the settings. Keep it as safe as the site itself.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from models.backups.making import make_backup
    from models.plumbing import clock, database

    file = file.absolute()
    with _ending_in_order(), shown_progress() as report:
        made = make_backup(database.engine(), file, report, now=clock.fresh_now())
    # A database that takes no row, such as a standby, can be backed up all the same.
    with suppress(SQLAlchemyError), database.writing() as db:
        note(db, "backup_made")
    show(_document_of_backup(file, made), as_json, list(_lines_of_backup(file, made)))


def _document_of_backup(file: Path, made: "Made") -> dict[str, Any]:
    return {
        "file": str(file),
        "bytes": file.stat().st_size,
        "made_at": made.label.made_at.isoformat(),
        "database": made.label.database,
        "media_files": made.media_files,
        "missing_files": made.missing,
        "bucket": made.label.bucket or None,
        "settings": sorted(made.settings.values),
        "unknown_settings": made.settings.unknown,
    }


def _lines_of_backup(file: Path, made: "Made") -> Iterator[str]:
    size, bucket = file.stat().st_size, made.label.bucket
    yield f"Wrote {file}: {size:,} bytes, with the database, the keys and {made.media_files} media files."
    yield from _settings_lines(made.settings)
    if bucket:
        yield f"The media in the bucket {bucket} are not in it. Copy the bucket with the tools of its storage."
    if made.missing:
        yield f"{len(made.missing)} media files that the database names are missing on the disk."


def _settings_lines(taken: "SiteSettings") -> Iterator[str]:
    whose = "that the site runs with" if taken.are_recorded else "of this command (the site has not run yet)"
    names = ", ".join(sorted(taken.values)) or "none but the defaults"
    yield f"It holds the settings {whose}: {names}."
    if taken.unknown:
        names = ", ".join(taken.unknown)
        yield f"These secrets of the site are not in it, because this command was not given them: {names}."


@click.command()
@file_argument
@click.option("--with-access", is_flag=True, help="Leave guest access on where it was on. Links work again at once.")
@json_option
def restore(file: Path, with_access: bool, as_json: bool) -> None:
    """Restore the backup FILE into an empty data folder, and on PostgreSQL into an empty database."""
    from models.backups.restoring import restore_backup
    from models.config.settings import settings
    from models.plumbing import clock, database

    bind = database.engine()
    with _ending_in_order(), shown_progress() as report:
        restored = restore_backup(bind, file.absolute(), report, with_access=with_access, now=clock.fresh_now())
    show(_document(restored, settings()), as_json, _lines(restored, settings(), with_access))


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """A signal that would end this process interrupts it, so that it removes what it has written so far."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _document(restored: "Restored", config: "Settings") -> dict[str, Any]:
    label = restored.examined.label
    return {
        "data": str(config.data),
        "made_at": label.made_at.isoformat(),
        "database": label.database,
        **vars(restored.settled),
        "media_files": restored.examined.media_files,
        "missing_files": restored.examined.missing,
        "bucket": label.bucket or None,
        "settings_file": _settings_file(restored, config),
        "other_settings": restored.other_settings,
        "next": _next_command(config),
    }


def _lines(restored: "Restored", config: "Settings", with_access: bool) -> list[str]:
    label, settled, here = restored.examined.label, restored.settled, _on_this_folder(config)
    made_at = local_time(label.made_at)
    lines = [
        f"Restored the backup of {made_at} into {config.data}.",
        f"{settled.media_items} media items, {settled.links} links, {settled.guest_entries} guest entries.",
        f"The site does not know what was entered, changed, turned off or deleted after {made_at}.",
    ]
    if with_access:
        lines.append("Guest access is as it was then. Links that were ended or deleted since work again.")
    else:
        lines.append(
            f"Guest access is off; it was on for {settled.turned_off} media items. Ask their owners what they have "
            f"ended since, then turn it on again: {here}guestlink access on MEDIA_ID "
            f"(the ids: {here}guestlink media list)"
        )
    lines.append(
        "Everybody has to sign in again, because the site does not know who has signed out since. "
        f"{settled.signed_out} browsers were signed in."
    )
    if settled.erased:
        lines.append(f"Erased the names and emails of {settled.erased} guest entries, whose time was over.")
    return [*lines, *_warnings(restored, config), f"Next: {_next_command(config)}"]


def _warnings(restored: "Restored", config: "Settings") -> Iterator[str]:
    examined = restored.examined
    if examined.label.bucket:
        yield f"The media were in the bucket {examined.label.bucket} and not in the backup."
    if examined.media_files and config.s3_bucket:
        here = _on_this_folder(config)
        yield f"The media are in the folder now. Copy them to the bucket: {here}guestlink media copy-to-s3"
    if examined.missing:
        yield f"{examined.missing} media files were missing already when the backup was made."
    if restored.other_settings:
        names = ", ".join(restored.other_settings)
        where = _settings_file(restored, config)
        yield f"These settings are not as in the backup: {names}." + (f" See {where}" if where else "")


def _settings_file(restored: "Restored", config: "Settings") -> str | None:
    from models.backups.site_settings import FILE

    return str(config.data / FILE) if restored.examined.label.settings else None


def _next_command(config: "Settings") -> str:
    """`up` runs everything. With a message broker of its own, a site runs part by part."""
    if config.broker_url:
        return "start guestlink web, guestlink worker and guestlink beat"
    return f"{_on_this_folder(config)}guestlink up"


def _on_this_folder(config: "Settings") -> str:
    """What a shell needs before a command, so that it works on the data folder of this one."""
    return "" if config.data == Path("var").absolute() else f"GUESTLINK_DATA={shlex.quote(str(config.data))} "
