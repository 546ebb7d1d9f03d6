"""What stands there before a transaction begins, and what one is: an act says what its caller was told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from models.guests.visiting import Guest
from models.tables import GuestLink
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


@dataclass
class Scene:
    """What stands there before the two begin, and what to begin it with."""

    maker: Maker
    clicks: int | None = None
    days: int | None = None
    links: int = 1
    guests: int = 0
    visits: int = 0
    link: GuestLink = field(init=False)
    entered: list[Guest] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    workflow_ids: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        media_id = self.maker.media()
        self.link, *_ = (self.maker.link(media_id, clicks=self.clicks, days=self.days) for _ in range(self.links))
        self.entered = [self.maker.enter(self.link, form=f"of guest {number}") for number in range(self.guests)]
        self.keys = [acts.watch(self.maker, self.entered[0]) for _ in range(self.visits)]

    @property
    def media_id(self) -> int:
        return self.link.media_id

    @property
    def link_id(self) -> int:
        return self.link.id


Act = Callable[[Engine, Scene], object]
Prepare = Callable[[Maker], Scene]


def scene(*befores: Act, **given: Any) -> Prepare:
    """A scene on which these things have been done."""

    def prepare(maker: Maker) -> Scene:
        made = Scene(maker, **given)
        for before in befores:
            before(maker.bind, made)
        made.workflow_ids = [workflow.id for workflow in acts.workflows(maker)]
        return made

    return prepare
