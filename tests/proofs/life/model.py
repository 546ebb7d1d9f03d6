"""The model: what docs/contract.md says about guest links, in plain Python, without SQL and without the product's code.

Each method is one thing that somebody does. It changes the model, and returns what they must be told.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.proofs.life import answers
from tests.proofs.life.entities import Guest, Item, Link, Visit

PLACES = 3
SILENCE = timedelta(minutes=5)
LONGEST_VISIT = timedelta(hours=12)
WRITTEN_EVERY = timedelta(minutes=1)
SESSION = timedelta(days=30)
RETENTION = timedelta(days=90)


@dataclass
class Life:
    """Items, links and visits are known by their place in the lists, guests by the number of their entry form. `disk`:
    the media folder is there."""

    now: datetime
    modules: dict[str, bool]
    disk: bool = True
    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    guests: dict[int, Guest] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)

    # What is true at this moment.

    def causes(self, number: int) -> list[str]:
        """Why this link does not admit, in the order of contract 2.31."""
        link = self.links[number]
        item = self.items[link.item]
        causes = {
            "media_gone": item.deleted or item.missing or not (self.disk and item.present),
            "deleted": link.deleted,
            "unavailable": not all(self.modules.values()),
            "expired": link.has_expired(self.now),
            "limit_reached": link.limit is not None and len(link.forms) >= link.limit,
            "off": not item.access,
            "not_yet": link.starts_at is not None and link.starts_at > self.now,
        }
        return [name for name, is_true in causes.items() if is_true]

    def status(self, number: int) -> str:
        return next(iter(self.causes(number)), "active")

    def may_load(self, form: int | None) -> bool:
        guest = self.guests.get(form) if form is not None else None
        if guest is None or guest.void:
            return False
        return set(self.causes(guest.link)) <= {"limit_reached"} and guest.last_load > self.now - SESSION

    def is_over(self, form: int) -> bool:
        """Whether this guest can never load the page again, whatever the owner does. A live visit may still play."""
        guest = self.guests[form]
        link = self.links[guest.link]
        is_gone = link.deleted or link.has_expired(self.now) or self.items[link.item].deleted
        return guest.void or is_gone or guest.last_load <= self.now - SESSION

    def item_number(self, visit: Visit) -> int:
        return self.links[self.guests[visit.form].link].item

    def item_of(self, visit: Visit) -> Item:
        return self.items[self.item_number(visit)]

    def is_live(self, visit: Visit) -> bool:
        in_time = visit.seen > self.now - SILENCE and visit.started > self.now - LONGEST_VISIT
        return in_time and not visit.ended and not self.item_of(visit).deleted

    def may_play(self, visit: Visit) -> bool:
        return self.is_live(visit) and not visit.stopped and not self.item_of(visit).missing

    def connected(self, number: int) -> int:
        """Counts guests, not pages."""
        of_link = [visit for visit in self.visits if self.guests[visit.form].link == number]
        return len({visit.form for visit in of_link if self.is_live(visit) and not visit.stopped})

    def instants(self) -> list[datetime]:
        """When something becomes due."""
        instants = [at for link in self.links for at in (link.starts_at, link.expires_at) if at]
        for guest in self.guests.values():
            instants += [guest.last_load + SESSION, guest.entered_at + RETENTION]
        for visit in self.visits:
            instants += [visit.seen + WRITTEN_EVERY, visit.seen + SILENCE, visit.started + LONGEST_VISIT]
        return sorted(instant for instant in set(instants) if instant >= self.now)

    # What owners do.

    def switch(self, number: int, on: bool) -> int:
        item = self.items[number]
        if item.deleted:
            return answers.NOT_FOUND
        if on and not all(self.modules.values()):
            return answers.FORBIDDEN
        if item.access and not on:
            self._void_guests(number)
        item.access = on
        return answers.OK

    def _void_guests(self, number: int) -> None:
        for guest in self.guests.values():
            guest.void = guest.void or self.links[guest.link].item == number

    def create_link(self, number: int, limit: int | None, days: int | None) -> int:
        if self.items[number].deleted:
            return answers.NOT_FOUND
        if not all(self.modules.values()):
            return answers.FORBIDDEN
        if sum(link.item == number and not link.deleted for link in self.links) >= PLACES:
            return answers.CONFLICT
        expires_at = None if days is None else self.now + days * timedelta(hours=24)
        self.links.append(Link(number, limit, expires_at))
        return answers.OK

    def delete_link(self, number: int) -> int:
        link = self.links[number]
        if self.items[link.item].deleted:
            return answers.NOT_FOUND
        link.deleted = True
        return answers.OK

    def delete_media(self, number: int) -> int:
        item = self.items[number]
        if item.deleted:
            return answers.NOT_FOUND
        self._void_guests(number)
        item.deleted, item.access = True, False
        return answers.OK

    # What guests do. `cookie` is the form whose session cookie their browser sends.

    def load(self, number: int, cookie: int | None) -> str:
        if self.may_load(cookie):
            assert cookie is not None
            self.guests[cookie].last_load = self.now
            self.visits.append(Visit(cookie, self.now, self.now))
            self.items[self.links[number].item].views += 1
            return answers.MEDIA_PAGE
        for visit in self.visits:
            visit.ended = visit.ended or visit.form == cookie
        status = self.status(number)
        return answers.ENTRY_PAGE if status == "active" else status

    def head(self, number: int, cookie: int | None) -> int:
        return 200 if self.may_load(cookie) else {"active": 200, "not_yet": 403}.get(self.status(number), 410)

    def enter(self, number: int, form: int, name: str, email: str, *, cookie: int | None, pre: str) -> str:
        """`pre`: whether the browser sends the "own" pre-session cookie of the form, "another" one, or "none"."""
        if self.may_load(cookie) or (pre == "own" and self.may_load(form)):
            return answers.ENTERED
        status = self.status(number)
        if status != "active":
            return status
        if pre == "none":
            return answers.NO_COOKIES
        if pre == "another" or not name or form in self.guests:
            return answers.INVALID
        self.guests[form] = Guest(number, name, email, self.now, self.now)
        self.links[number].forms.append(form)
        return answers.ENTERED

    def ask_for_bytes(self, number: int, cookie: int | None, *, played: bool) -> int:
        visit = self.visits[number]
        if visit.form != cookie or not self.may_play(visit):
            return 403
        self._record_sign_of_life(visit, played=played)
        return 200 if self.disk and self.item_of(visit).present else 404

    def stay(self, number: int, cookie: int | None) -> int:
        visit = self.visits[number]
        if visit.form != cookie or not self.may_play(visit):
            return 410
        self._record_sign_of_life(visit, played=False)
        return 200

    def _record_sign_of_life(self, visit: Visit, *, played: bool) -> None:
        """At most once a minute; the first play at once (contract 2.43)."""
        first_play = played and not visit.played
        if visit.seen > self.now - WRITTEN_EVERY and not first_play:
            return
        visit.seen = self.now
        visit.played = visit.played or played
        self.item_of(visit).plays += first_play

    def leave(self, number: int, cookie: int | None) -> int:
        visit = self.visits[number]
        visit.ended = visit.ended or visit.form == cookie
        return 403 if cookie is None else 200

    # What maintenance does, as far as people notice it.

    def erase(self) -> None:
        for guest in self.guests.values():
            guest.erased = guest.erased or guest.entered_at <= self.now - RETENTION
