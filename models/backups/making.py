"""Making a backup of a site while it runs (contract 7.29, 11.19 to 11.21)."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

from sqlalchemy import Engine

from models.backups.archive import DATABASES, LABEL, MEDIA, Label
from models.backups.database_copy import Copy, copied
from models.backups.new_file import NewFile, check_space, new_file
from models.backups.packing import Packer
from models.backups.running_settings import SiteSettings, settings_of_site
from models.config import lock_files
from models.config.settings import Settings, settings
from models.errors import CannotBackUp
from models.files import storage
from models.plumbing import keys
from models.plumbing.file_locks import Locked, lock_in_data_folder
from models.plumbing.progress import Progress, Report

# A process that erases a file looks at the lock for a moment. Another backup holds it for longer.
PATIENCE_SECONDS = 5.0
DEFAULT_RETENTION_DAYS: int = Settings.model_fields["retention_days"].default


@dataclass(frozen=True)
class Made:
    """What stands in a backup. `missing`: the stored names of files that the database names and that are not there."""

    label: Label
    settings: SiteSettings
    media_files: int
    missing: list[str]


def make_backup(bind: Engine, target: Path, report: Report, *, now: datetime) -> Made:
    """Write the backup into a new file. First the database is copied, then the files; nothing is erased meanwhile.

    `now` is the time of the backup: what is committed later may be missing in it. Raises CannotBackUp and
    MediaFolderMissing, and OSError if a file of the site cannot be read.
    """
    config = settings()
    of_site = settings_of_site(config)
    with new_file(target) as file, _erasing_waits(config):
        if not storage.is_remote():
            storage.check_folder()
        with copied(bind, target, report) as copy:
            sizes = {} if storage.is_remote() else _sizes(copy.media_files, config.media_folder)
            label = _label(bind, copy, config, of_site, now)
            packer = _begin(file, copy, label, sum(sizes.values()), report)
        # The copy is gone now, and its space can be used.
        _add_keys(packer)
        _add_media(packer, sizes, config.media_folder)
        missing = [name for name in copy.media_files if name not in sizes and not storage.is_remote()]
        packer.finish(missing=len(missing))
    return Made(label, of_site, len(sizes), missing)


def _erasing_waits(config: Settings) -> IO[str]:
    """As long as this lock is held, no process erases a media file. It ends with this process, however that ends."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return lock_in_data_folder(config.data, lock_files.BACKUP)
        except Locked:
            if time.monotonic() > until:
                raise CannotBackUp("Another backup of this site is running.") from None
            time.sleep(0.05)


def _label(bind: Engine, copy: Copy, config: Settings, of_site: SiteSettings, now: datetime) -> Label:
    database: Literal["sqlite", "postgresql"] = "sqlite" if bind.dialect.name == "sqlite" else "postgresql"
    bucket = "/".join(filter(None, (config.s3_endpoint, config.s3_bucket, config.s3_prefix)))
    return Label(
        made_at=now,
        schema_version=copy.schema_version,
        database=database,
        bucket=bucket if config.s3_bucket else "",
        retention_days=int(of_site.values.get("GUESTLINK_RETENTION_DAYS", DEFAULT_RETENTION_DAYS)),
        settings=of_site.values,
    )


def _begin(file: NewFile, copy: Copy, label: Label, media_size: int, report: Report) -> Packer:
    """Add the label and the database."""
    database_size = copy.content.seek(0, os.SEEK_END)
    copy.content.seek(0)
    check_space(file.target, media_size, settings().data)
    progress = Progress(report, "Writing the backup", database_size + media_size)
    packer = Packer(file, label.made_at, progress.advance)
    packer.add_text(LABEL, label.model_dump_json())
    packer.add(DATABASES[label.database], copy.content, database_size)
    return packer


def _add_keys(packer: Packer) -> None:
    """Read after the database was copied: if they were rotated meanwhile, the former keys have that of the copy."""
    keys.ring.cache_clear()
    present, *former = (key.decode() for key in keys.ring())
    packer.add_text(keys.KEY_FILE, present)
    if former:
        packer.add_text(keys.FORMER_KEYS_FILE, "".join(f"{key}\n" for key in former))


def _add_media(packer: Packer, sizes: dict[str, int], folder: Path) -> None:
    packer.stop_packing()
    for name, size in sizes.items():
        with (folder / name).open("rb", buffering=0) as content:
            packer.add(f"{MEDIA}{name}", content, size)


def _sizes(names: list[str], folder: Path) -> dict[str, int]:
    """In bytes. Files that are not there are left out."""
    sizes = {}
    for name in names:
        with suppress(FileNotFoundError):
            sizes[name] = (folder / name).stat().st_size
    return sizes
