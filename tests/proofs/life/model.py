"""The life of guest links as docs/contract.md tells it, in plain Python: no SQL, no threads, nothing of the product.

Each method is one thing that somebody does; it changes the model and returns what they must be told.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.proofs.life.answers import CONFLICT, ENTRY, FORBIDDEN, IN, INVALID, NO_COOKIES, NOT_FOUND, OK, PAGE
from tests.proofs.life.entities import Guest, Item, Link, Visit

PLACES = 3
SILENCE = timedelta(minutes=5)
LONGEST_VISIT = timedelta(hours=12)
WRITTEN_EVERY = timedelta(minutes=1)
SESSION = timedelta(days=30)
RETENTION = timedelta(days=90)


@dataclass
class Life:
    now: datetime
    modules: dict[str, bool]
    # Whether the folder of the media is there: an unmounted disk takes no item away, and gives none either.
    disk: bool = True
    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    guests: dict[int, Guest] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)

    # What holds at this moment.

    def causes(self, number: int) -> list[str]:
        """Of not admitting, the first of which is named. Guests' requests and owners' lists look for the file."""
        link = self.links[number]
        item = self.items[link.item]
        holds = {
            "media_gone": item.deleted or item.missing or not (self.disk and item.present),
            "deleted": link.deleted,
            "unavailable": not all(self.modules.values()),
            "expired": link.expires_at is not None and link.expires_at <= self.now,
            "limit_reached": link.limit is not None and len(link.forms) >= link.limit,
            "off": not item.access,
        }
        return [name for name, holds_now in holds.items() if holds_now]

    def status(self, number: int) -> str:
        return next(iter(self.causes(number)), "active")

    def may_load(self, form: int | None) -> bool:
        guest = self.guests.get(form) if form is not None else None
        if guest is None or guest.void:
            return False
        return set(self.causes(guest.link)) <= {"limit_reached"} and guest.last_load > self.now - SESSION

    def ended(self, form: int) -> bool:
        """Whether this guest can never load a page again, however the owner switches; silence aside."""
        guest = self.guests[form]
        link = self.links[guest.link]
        expired = link.expires_at is not None and link.expires_at <= self.now
        lapsed = guest.last_load <= self.now - SESSION
        return guest.void or link.deleted or expired or lapsed or self.items[link.item].deleted

    def item_of(self, visit: Visit) -> Item:
        return self.items[self.links[self.guests[visit.form].link].item]

    def live(self, visit: Visit) -> bool:
        lively = visit.seen > self.now - SILENCE and visit.started > self.now - LONGEST_VISIT
        return lively and not visit.ended and not self.item_of(visit).deleted

    def plays(self, visit: Visit) -> bool:
        return self.live(visit) and not self.item_of(visit).missing

    def connected(self, number: int) -> int:
        """Guests, not pages."""
        return len({visit.form for visit in self.visits if self.live(visit) and self.guests[visit.form].link == number})

    def instants(self) -> list[datetime]:
        """At which something falls due by itself."""
        ends = [link.expires_at for link in self.links if link.expires_at]
        ends += [
            at for guest in self.guests.values() for at in (guest.last_load + SESSION, guest.entered_at + RETENTION)
        ]
        for visit in self.visits:
            ends += [visit.seen + WRITTEN_EVERY, visit.seen + SILENCE, visit.started + LONGEST_VISIT]
        return sorted(at for at in set(ends) if at >= self.now)

    # What owners do.

    def switch(self, number: int, on: bool) -> int:
        item = self.items[number]
        if item.deleted:
            return NOT_FOUND
        if on and not all(self.modules.values()):
            return FORBIDDEN
        if item.access and not on:
            self._void(number)
        item.access = on
        return OK

    def _void(self, number: int) -> None:
        for guest in self.guests.values():
            guest.void = guest.void or self.links[guest.link].item == number

    def create_link(self, number: int, limit: int | None, days: int | None) -> int:
        if self.items[number].deleted:
            return NOT_FOUND
        if not all(self.modules.values()):
            return FORBIDDEN
        if sum(link.item == number and not link.deleted for link in self.links) >= PLACES:
            return CONFLICT
        expires_at = None if days is None else self.now + days * timedelta(hours=24)
        self.links.append(Link(number, limit, expires_at))
        return OK

    def delete_link(self, number: int) -> int:
        """Twice is once."""
        link = self.links[number]
        if self.items[link.item].deleted:
            return NOT_FOUND
        link.deleted = True
        return OK

    def delete_media(self, number: int) -> int:
        item = self.items[number]
        if item.deleted:
            return NOT_FOUND
        self._void(number)
        item.deleted, item.access = True, False
        return OK

    # What guests do. `cookie` is the form whose session their browser presents.

    def look(self, number: int, cookie: int | None) -> str:
        if self.may_load(cookie):
            assert cookie is not None
            self.guests[cookie].last_load = self.now
            self.visits.append(Visit(cookie, self.now, self.now))
            self.items[self.links[number].item].views += 1
            return PAGE
        for visit in self.visits:
            visit.ended = visit.ended or visit.form == cookie
        status = self.status(number)
        return ENTRY if status == "active" else status

    def head(self, number: int, cookie: int | None) -> int:
        return 200 if self.may_load(cookie) or self.status(number) == "active" else 410

    def enter(self, number: int, form: int, name: str, email: str, *, cookie: int | None, pre: str) -> str:
        """`pre`: whether the pre-session cookie that comes back is the form's own, another, or none."""
        if self.may_load(cookie) or (pre == "own" and self.may_load(form)):
            return IN
        status = self.status(number)
        if status != "active":
            return status
        if pre == "none":
            return NO_COOKIES
        if pre == "another" or not name or form in self.guests:
            return INVALID
        self.guests[form] = Guest(number, name, email, self.now, self.now)
        self.links[number].forms.append(form)
        return IN

    def play(self, number: int, cookie: int | None, *, whole: bool) -> int:
        visit = self.visits[number]
        if visit.form != cookie or not self.plays(visit):
            return 403
        self._sign(visit, played=whole)
        return 200 if self.disk and self.item_of(visit).present else 404

    def alive(self, number: int, cookie: int | None) -> int:
        visit = self.visits[number]
        if visit.form != cookie or not self.plays(visit):
            return 410
        self._sign(visit, played=False)
        return 204

    def _sign(self, visit: Visit, *, played: bool) -> None:
        """Written at most once a minute; the first byte at once."""
        first = played and not visit.played
        if visit.seen > self.now - WRITTEN_EVERY and not first:
            return
        visit.seen = self.now
        visit.played = visit.played or played
        self.item_of(visit).plays += first

    def leave(self, number: int, cookie: int | None) -> int:
        visit = self.visits[number]
        visit.ended = visit.ended or visit.form == cookie
        return 403 if cookie is None else 200

    # What workers do: only erasing changes anything that anybody could notice.

    def erase(self) -> None:
        for guest in self.guests.values():
            guest.erased = guest.erased or guest.entered_at <= self.now - RETENTION
