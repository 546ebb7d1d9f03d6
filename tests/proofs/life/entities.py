"""The media items, links, guests and visits of the model."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Item:
    """`present`: its file is on the disk. `missing`: a maintenance task has marked it as missing."""

    access: bool = False
    deleted: bool = False
    present: bool = True
    missing: bool = False
    views: int = 0
    plays: int = 0


@dataclass
class Link:
    """`forms`: the entry forms that it has admitted. `ended_at`: its owner has ended it."""

    item: int
    limit: int | None
    expires_at: datetime | None
    deleted: bool = False
    forms: list[int] = field(default_factory=list)
    starts_at: datetime | None = None
    ended_at: datetime | None = None

    def has_expired(self, now: datetime) -> bool:
        return self.ended_at is not None or (self.expires_at is not None and self.expires_at <= now)


@dataclass
class Guest:
    """One admission. `void`: since then, access was turned off, the item was deleted, the link lives again, or this
    guest was removed."""

    link: int
    name: str
    email: str
    entered_at: datetime
    last_load: datetime
    void: bool = False
    erased: bool = False


@dataclass
class Visit:
    """`form`: the entry form of its guest. `seen`: the last sign of life that was written. `stopped`: the link or the
    item was ended."""

    form: int
    started: datetime
    seen: datetime
    played: bool = False
    ended: bool = False
    stopped: bool = False
