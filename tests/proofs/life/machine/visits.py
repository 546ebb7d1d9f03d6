"""What is asked at a visit: by its own browser, by another, or under another link; and the same bytes of owners."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.proofs.life.machine.base import BROWSERS, Stepping
from tests.proofs.life.machine.strategies import kills, number
from tests.proofs.life.world import guests, owners
from tests.proofs.life.world.browser import Browser


class Visits(Stepping):
    @precondition(lambda self: self.life.visits)
    @rule(
        visit=number,
        whose=st.one_of(st.none(), st.none(), number),
        elsewhere=st.sampled_from([0, 0, 0, 1]),
        what=st.sampled_from(["video", "video", "part", "known", "HEAD", "alive", "leave", "owner"]),
        kill=kills,
    )
    def at_visit(self, visit: int, whose: int | None, elsewhere: int, what: str, kill: int | None) -> None:
        visit = self.pick(self.life.visits, visit)
        link = (self.life.guests[self.life.visits[visit].form].link + elsewhere) % len(self.life.links)
        jar = self._jar_of(visit) if whose is None else self.browsers[whose % BROWSERS]
        cookie = None if what == "owner" else guests.cookie(self.world, jar, link)
        headers = self._headers(what, jar, link, visit)
        item = self.life.links[self.life.guests[self.life.visits[visit].form].link].item

        def foresee() -> int:
            if what == "alive":
                return self.life.alive(visit, cookie)
            if what == "leave":
                return self.life.leave(visit, cookie)
            return self.life.play(visit, cookie, whole=what != "HEAD")

        def do() -> int:
            method = {"HEAD": "HEAD", "alive": "POST", "leave": "POST"}.get(what, "GET")
            path = what if what in {"alive", "leave"} else "video"
            status, data = guests.at_visit(self.world, method, visit, link, path, headers, kill)
            if path == "video" and method == "GET" and status in {200, 206}:
                assert data == self.world.content(item)[4 if what == "part" else 0 :]
            return 200 if status in {206, 304} else status

        right = self.life.visits[visit].form == cookie and self.life.plays(self.life.visits[visit])
        self.count(f"{what} at a visit, {'with' if right else 'without'} its right")
        self.act("" if right or what == "leave" else "read", foresee, do, cookie)

    @precondition(lambda self: self.life.visits)
    @rule(visit=st.integers(0, 2), what=st.sampled_from(["video", "part", "alive"]))
    def watch(self, visit: int, what: str) -> None:
        """What most guests do most of the time."""
        self.at_visit(visit, None, 0, what, None)

    def _jar_of(self, visit: int) -> Browser:
        """The browser that holds this visit's cookie, if any still does."""
        form = self.life.visits[visit].form
        link = self.life.guests[form].link
        return next((jar for jar in self.browsers if guests.cookie(self.world, jar, link) == form), self.browsers[0])

    def _headers(self, what: str, jar: Browser, link: int, visit: int) -> dict[str, str]:
        item = self.life.links[self.life.guests[self.life.visits[visit].form].link].item
        if what == "owner":
            # The owner of the very item, signed in, with no guest cookie.
            client = owners.client(self.world, self.world.owner_of[item])
            cookie = client.get_cookie("guestlink_owner")
            assert cookie is not None
            self.see(deepcopy(self.life), "")
            return {"Cookie": f"guestlink_owner={cookie.value}"}
        more = {"part": {"Range": "bytes=4-"}, "known": {"If-None-Match": f'"{self.world.files[item][:32]}"'}}
        return jar.header(link) | more.get(what, {})

    @rule(item=number, by=st.sampled_from(["guest", "owner", "other"]), browser=number, link=number)
    def owners_bytes(self, item: int, by: str, browser: int, link: int) -> None:
        """At the owners' own address: to the item's owner, to no other one, and to no guest."""
        self.count(f"{by} asks at the owner's address")
        item, life = self.pick(self.life.items, item), self.life
        path, owner = f"/media/{self.world.items[item]}/video", self.world.owner_of[item]
        mine = by == "owner"
        if by == "guest":
            jar = self.browsers[browser % BROWSERS]
            headers = jar.header(self.pick(life.links, link)) if life.links else {}
            ask: Callable[[], Any] = lambda: self.world.web.get(path, headers=headers)  # noqa: E731
        else:
            asking = owner if mine else (owner + 1) % len(self.world.owners)
            mine = asking == owner
            client = owners.client(self.world, asking)
            ask = lambda: client.get(path)  # noqa: E731
            self.see(deepcopy(self.life), "")
        there = mine and life.disk and life.items[item].present and not life.items[item].deleted
        self.act("read", lambda: 200 if there else 404, lambda: ask().status_code)
