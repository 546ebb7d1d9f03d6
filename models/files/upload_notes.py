"""What is known of an upload that may go on later: a note beside its bytes, written once (unfinished.py)."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from models.config.settings import settings
from models.files import arriving
from models.plumbing.ownership import give_to_owner_of_folder

# An upload to which nothing was added for this time is over. One that has become an item is forgotten then.
KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Upload:
    id: str
    owner_id: int
    length: int
    title: str
    # As the client gave it. It may ask for it again.
    metadata: str
    # The item that it has become.
    media_id: int | None = None

    @property
    def path(self) -> Path:
        """Its bytes. The name reserves the space for those that have not come (arriving.py)."""
        return settings().arriving_folder / f"{arriving.PREFIX}{self.length}{arriving.KEPT}{self.id}"

    @property
    def note(self) -> Path:
        kind = "note" if self.media_id is None else "added"
        return settings().arriving_folder / f"{kind}-{self.owner_id}-{self.id}.json"

    def stored_name(self, ending: str) -> str:
        """No other upload has this name. Rows have it once at most, so an upload becomes one item at most. Guests see
        stored names, so it does not tell the id."""
        return f"{hashlib.sha256(self.id.encode()).hexdigest()[:32]}.{ending}"

    def expires_at(self) -> datetime | None:
        """None if it is gone."""
        file = self.path if self.media_id is None else self.note
        try:
            return datetime.fromtimestamp(file.stat().st_mtime, UTC) + KEPT_FOR
        except OSError:
            return None

    def is_over(self, *, now: datetime) -> bool:
        end = self.expires_at()
        return end is None or end <= now


def notes(owner_id: int) -> list[Path]:
    """The notes of this person's unfinished uploads."""
    return list(settings().arriving_folder.glob(f"note-{owner_id}-*.json"))


def unfinished() -> list[Path]:
    """Of everybody."""
    return list(settings().arriving_folder.glob("note-*.json"))


def all_notes() -> list[Path]:
    """Also those of uploads that have become items."""
    return list(settings().arriving_folder.glob("*.json"))


def read(note: Path) -> Upload | None:
    """None if there is none, or it cannot be read."""
    try:
        return Upload(**json.loads(note.read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write(upload: Upload) -> None:
    """Whole or not at all, also after a power cut. Raises OSError."""
    temporary = upload.note.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(upload), file)
        file.flush()
        os.fsync(file.fileno())
    give_to_owner_of_folder(temporary)
    temporary.replace(upload.note)
    folder = os.open(upload.note.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
