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
    """`forms`: the entry forms that it has admitted."""

    item: int
    limit: int | None
    expires_at: datetime | None
    deleted: bool = False
    forms: list[int] = field(default_factory=list)


@dataclass
class Guest:
    """One admission. `void`: access was turned off since, or the media item deleted."""

    link: int
    name: str
    email: str
    entered_at: datetime
    last_load: datetime
    void: bool = False
    erased: bool = False


@dataclass
class Visit:
    """`form`: the entry form of its guest. `seen`: the last sign of life that was written."""

    form: int
    started: datetime
    seen: datetime
    played: bool = False
    ended: bool = False
