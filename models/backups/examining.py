"""Examining a backup: everything that can be wrong with it shows before anything is written."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from models.backups.archive import DATABASES, FORMAT, KEYS, Label, is_media
from models.backups.packing import Tick
from models.backups.unpacking import Archive, cut_off, no_backup
from models.config.settings import Settings
from models.errors import CannotRestore
from models.plumbing import keys
from models.site import founding

NEWER = (
    "%(file)s was made by a newer version of Guestlink (%(version)s). Install that version or a newer one, and restore "
    "it there."
)


@dataclass
class Examined:
    """A backup that is whole and that this version can restore."""

    label: Label
    # The keys, by the names of their files.
    keys: dict[str, str] = field(default_factory=dict)
    # How many bytes are written when it is unpacked.
    size: int = 0
    media_files: int = 0
    # How many media files were missing when it was made.
    missing: int = 0


def examine(file: Path, tick: Tick) -> Examined:
    """Read it to its end. Raises CannotRestore, and OSError if the file cannot be read."""
    with file.open("rb") as opened:
        archive, names = Archive(file, opened, tick), set()
        entries = archive.entries()
        examined = Examined(_label(file, next(entries).text()))
        for entry in entries:
            names.add(entry.name)
            if entry.name in KEYS:
                examined.keys[entry.name] = entry.text()
            examined.size += entry.size
            examined.media_files += is_media(entry.name)
    if not {keys.KEY_FILE, DATABASES[examined.label.database]} <= names:
        raise cut_off(file)
    examined.missing = archive.missing
    return examined


def _label(file: Path, text: str) -> Label:
    try:
        fields = json.loads(text)
        made_by, format_number = str(fields["guestlink"]), int(fields["format"])
        if format_number > FORMAT:
            raise _newer(file, made_by)
        label = Label.model_validate(fields)
    except (KeyError, TypeError, ValueError):
        raise no_backup(file) from None
    if label.schema_version > founding.newest_version():
        raise _newer(file, made_by)
    return label


def _newer(file: Path, version: str) -> CannotRestore:
    return CannotRestore(NEWER, file=str(file), version=ascii(version)[1:-1][:20])


def check_fits(label: Label, bind: Engine) -> None:
    """Raises CannotRestore if this is another kind of database than the backup has."""
    here = bind.dialect.name
    if label.database != here:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise CannotRestore(
            "This is the backup of a site on %(there)s, but GUESTLINK_DATABASE_URL names %(here)s.",
            there=names[label.database],
            here=names[here],
        )


def check_key(examined: Examined, config: Settings) -> None:
    """Raises CannotRestore if the settings name keys, and the key of the backup is not among them."""
    if config.secret_key and examined.keys[keys.KEY_FILE].strip().encode() not in keys.ring():
        raise CannotRestore(
            "The key in GUESTLINK_SECRET_KEY, or in the file of GUESTLINK_SECRET_KEY_FILE, is not the key of this "
            "backup, and the links of the backup would stop working. Put the key of the backup there, which this "
            "prints: tar -xOf FILE secret_key. Or unset it, and the key of the backup is used."
        )
