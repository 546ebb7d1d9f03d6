"""Restoring a backup into an empty data folder and an empty database (contract 7.30, 11.22 to 11.25)."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from models.backups.empty_site import empty_site
from models.backups.examining import Examined, check_fits, check_key, examine
from models.backups.laying import check_programs, check_space, lay_site, write_text
from models.backups.settling import Settled, settle
from models.backups.site_settings import FILE, as_env_file, chosen_settings, names_of_other_values
from models.config.settings import Settings, settings
from models.errors import CannotRestore
from models.plumbing import keys
from models.plumbing.logs import masked
from models.plumbing.progress import Progress, Report
from models.site import founding


@dataclass(frozen=True)
class Restored:
    examined: Examined
    settled: Settled
    # The settings whose values differ here, by the names of their variables.
    other_settings: list[str]


def restore_backup(bind: Engine, file: Path, report: Report, *, with_access: bool, now: datetime) -> Restored:
    """Check the backup, lay it into the data folder, and turn guest access off unless `with_access`.

    If anything fails, nothing is left. Raises CannotRestore and Misconfigured, and OSError if the file cannot be read.
    """
    config = settings()
    if not file.is_file():
        raise CannotRestore("There is no file %(file)s.", file=str(file))
    check_programs(bind)
    size = file.stat().st_size
    with empty_site(config, bind):
        examined = examine(file, Progress(report, "Checking the backup", size).advance)
        check_fits(examined.label, bind)
        check_key(examined, config)
        check_space(config, examined.size)
        lay_site(file, config, bind, Progress(report, "Restoring the files", size).advance)
        _lay_settings(examined, config)
        # What the guests were told counts, if the settings say something else now.
        days = min(config.retention_days, examined.label.retention_days)
        settled = _migrate_and_settle(bind, with_access=with_access, retention_days=days, now=now)
        # A power cut after this must not take anything away.
        os.sync()
    other = names_of_other_values(examined.label.settings, chosen_settings(config))
    return Restored(examined, settled, other)


def _lay_settings(examined: Examined, config: Settings) -> None:
    if examined.label.settings:
        write_text(config.data / FILE, as_env_file(examined.label.settings))


def _migrate_and_settle(bind: Engine, *, with_access: bool, retention_days: int, now: datetime) -> Settled:
    # They were read before the backup's were laid.
    keys.ring.cache_clear()
    try:
        founding.migrate(bind, now=now)
        return settle(bind, with_access=with_access, retention_days=retention_days, now=now)
    except DBAPIError as error:
        # Lines below the first may quote a row.
        reason = masked(str(error.orig).partition("\n")[0]).rstrip(".")
        raise CannotRestore("The database cannot be restored: %(reason)s.", reason=reason) from None
    finally:
        bind.dispose()
