"""What the model's life is made of."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Item:
    access: bool = False
    deleted: bool = False
    # Whether its file lies on the disk, and whether anybody has noticed.
    present: bool = True
    missing: bool = False
    views: int = 0
    plays: int = 0


@dataclass
class Link:
    item: int
    limit: int | None
    expires_at: datetime | None
    deleted: bool = False
    forms: list[int] = field(default_factory=list)


@dataclass
class Guest:
    """One admission, by the form that it came by."""

    link: int
    name: str
    email: str
    entered_at: datetime
    last_load: datetime
    # Its access was turned off since, or its media deleted: no page for this guest ever again.
    void: bool = False
    erased: bool = False


@dataclass
class Visit:
    form: int
    started: datetime
    seen: datetime
    played: bool = False
    ended: bool = False
