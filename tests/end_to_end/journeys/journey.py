"""One story in one combination: who takes part in it, and what was found."""

import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser

from tests.end_to_end.journeys.combinations import Combination
from tests.end_to_end.journeys.people import Admin, Guest, Owner
from tests.end_to_end.journeys.site import Site
from tests.end_to_end.journeys.somebody import Somebody
from tests.vocabulary.own_video import Person

Kind = TypeVar("Kind", bound=Somebody)


class Journey:
    def __init__(self, site: Site, browser: Browser, combination: Combination, pictures: Path | None = None) -> None:
        self.site, self.browser, self.combination, self.pictures = site, browser, combination, pictures
        self.people: list[Somebody] = []
        # What ends when everybody has left: an open page would ask for what is gone.
        self.afterwards = ExitStack()

    @property
    def faults(self) -> list[str]:
        return [fault for somebody in self.people for fault in somebody.faults]

    @property
    def seen(self) -> int:
        """How many pages were looked at."""
        return sum(somebody.seen for somebody in self.people)

    def end(self) -> None:
        with self.afterwards:
            for somebody in self.people:
                somebody.leave_the_browser()

    def _takes_part(self, kind: type[Kind]) -> Kind:
        somebody = kind(self.browser, self.combination, self.pictures)
        self.people.append(somebody)
        return somebody

    def guest(self) -> Guest:
        return self._takes_part(Guest)

    def somebody_with_an_account(self) -> Owner:
        return self._takes_part(Owner)

    def owner(self, person: Person | None = None) -> tuple[Owner, str]:
        """Signed in, with a film of which this is the title."""
        person = person or self.site.person()
        title = f"Film {uuid.uuid4().hex[:8]}"
        self.site.add_film(person, title)
        owner = self._takes_part(Owner)
        owner.signs_in(person)
        return owner, title

    def admin(self) -> Admin:
        """Signed in, on the first page for admins."""
        admin = self._takes_part(Admin)
        admin.signs_in(self.site.person("admin"))
        admin.press("Admin")
        admin.arrives_at("Overview")
        return admin
