"""What a site contains before a transaction begins, and how an act is called."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, select

from models.guests.visiting import Guest
from models.plumbing import database
from models.tables import GuestLink, MediaFile
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


@dataclass
class Setup:
    """One media item with its links. `clicks` and `days` hold for each link. The guests enter by the first link, and
    the visits are those of the first guest."""

    maker: Maker
    clicks: int | None = None
    days: int | None = None
    links: int = 1
    guests: int = 0
    visits: int = 0
    link: GuestLink = field(init=False)
    link_ids: list[int] = field(init=False)
    # Of the recording.
    file_id: int = field(init=False)
    entered: list[Guest] = field(default_factory=list)
    visit_keys: list[str] = field(default_factory=list)
    workflow_ids: list[int] = field(default_factory=list)
    # Acts that need them make them: the email of another person, and the secret of a one-time address.
    heir: str = ""
    secret: str = ""

    def __post_init__(self) -> None:
        media_id = self.maker.media()
        links = [self.maker.link(media_id, clicks=self.clicks, days=self.days) for _ in range(self.links)]
        self.link, self.link_ids = links[0], [link.id for link in links]
        with database.reading(self.maker.bind) as db:
            self.file_id = db.scalars(select(MediaFile.id).where(MediaFile.media_id == media_id)).one()
        self.entered = [self.maker.enter(self.link, form=f"of guest {number}") for number in range(self.guests)]
        self.visit_keys = [acts.watch(self.maker, self.entered[0]) for _ in range(self.visits)]

    @property
    def media_id(self) -> int:
        return self.link.media_id

    @property
    def link_id(self) -> int:
        return self.link.id

    @property
    def owner_id(self) -> int:
        return self.link.media.owner_id


# What somebody does to a setup. Returns what they are told.
Act = Callable[[Engine, Setup], object]
Prepare = Callable[[Maker], Setup]


def prepared(*before: Act, **values: Any) -> Prepare:
    """Prepares a setup with these values, on which these acts have been done."""

    def prepare(maker: Maker) -> Setup:
        setup = Setup(maker, **values)
        for act in before:
            act(maker.bind, setup)
        setup.workflow_ids = [workflow.id for workflow in acts.workflows(maker)]
        return setup

    return prepare
