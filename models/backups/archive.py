"""What a backup file holds: a packed tar archive with these entries, in this order."""

import hashlib
import re
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, NonNegativeInt

from models.plumbing import keys

# The first entry. Only the media of a site without a bucket are in a backup.
LABEL = "guestlink.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
MEDIA = "media/"
# The last entry. Without it the file was cut off.
END = "end.json"
KEYS = (keys.KEY_FILE, keys.FORMER_KEYS_FILE)

# A version of Guestlink that cannot read its own backups of old gives the next one a new number.
FORMAT = 1
# Of the entries that are read into memory, which are all but media and databases.
MAX_TEXT_BYTES = 1024**2

_STORED_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


class Label(BaseModel):
    """What this is a backup of."""

    format: int = FORMAT
    guestlink: str = version("guestlink")
    # What was done after this instant is not in the backup.
    made_at: datetime
    # The version of the database's schema.
    schema_version: str
    database: Literal["sqlite", "postgresql"]
    # Address of the bucket with the media. Empty if they are in the backup.
    bucket: str = ""
    # How long the guests were told that their names are kept.
    retention_days: int
    # The settings that the operator had chosen, by the names of their variables.
    settings: dict[str, str]


class End(BaseModel):
    """Shows that all entries are there as they were written."""

    entries: NonNegativeInt
    sha256: str
    # How many media files the database names that were not there to be copied.
    missing: NonNegativeInt = 0


class Sum:
    """The sum over all entries but the last: their names, their sizes and their content."""

    def __init__(self) -> None:
        self.entries = 0
        self._digest = hashlib.sha256()

    def begin_entry(self, name: str, size: int) -> None:
        self.entries += 1
        self._digest.update(f"{len(name)} {name} {size} ".encode())

    def add(self, content: bytes) -> None:
        self._digest.update(content)

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def is_media(name: str) -> bool:
    """Whether this is the name of an entry with a media file."""
    return name.startswith(MEDIA) and _STORED_NAME.fullmatch(name.removeprefix(MEDIA)) is not None


def belongs(name: str) -> bool:
    """Whether a backup may have an entry of this name."""
    return name in {LABEL, END, *KEYS, *DATABASES.values()} or is_media(name)


def is_text(name: str) -> bool:
    """Whether an entry of this name is read into memory."""
    return name in {LABEL, END, *KEYS}


def leads_out(name: str) -> bool:
    """Whether a file of this name would be outside the folder into which an archive is unpacked."""
    return name.startswith("/") or ".." in Path(name).parts
