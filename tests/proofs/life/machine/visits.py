"""What is asked in a visit, by its own browser, by another, or under another link; and bytes at the owner's address."""

from copy import deepcopy

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.proofs.life.machine.base import BROWSERS, MachineBase
from tests.proofs.life.machine.strategies import kills, number
from tests.proofs.life.promises.step import Kind
from tests.proofs.life.world import guests, owners
from tests.proofs.life.world.browser import Browser
from tests.vocabulary.uploads import owner_cookie


class Visits(MachineBase):
    @precondition(lambda self: self.life.visits)
    @rule(
        visit=number,
        whose=st.one_of(st.none(), st.none(), number),
        elsewhere=st.sampled_from([0, 0, 0, 1]),
        what=st.sampled_from(["video", "video", "part", "known", "HEAD", "alive", "leave", "owner"]),
        kill=kills,
    )
    def at_visit(self, visit: int, whose: int | None, elsewhere: int, what: str, kill: int | None) -> None:
        """`whose`: the browser; None is the one that has the visit's cookie. `elsewhere`: 1 uses the next link. `what`:
        "known" has the right ETag; "owner" is the item's owner, without a guest cookie."""
        visit = self.pick(self.life.visits, visit)
        link = (self.life.guests[self.life.visits[visit].form].link + elsewhere) % len(self.life.links)
        browser = self._browser_of(visit) if whose is None else self.browsers[whose % BROWSERS]
        cookie = None if what == "owner" else guests.presented_form(self.world, browser, link)
        headers = self._headers(what, browser, link, visit)

        def in_model() -> int:
            if what == "alive":
                return self.life.stay(visit, cookie)
            if what == "leave":
                return self.life.leave(visit, cookie)
            return self.life.ask_for_bytes(visit, cookie, played=what != "HEAD")

        def in_site() -> int:
            method = {"HEAD": "HEAD", "alive": "POST", "leave": "POST"}.get(what, "GET")
            path = what if what in {"alive", "leave"} else "video"
            status, data = guests.send_to_visit(self.world, method, visit, link, path, headers, kill)
            if path == "video" and method == "GET" and status in {200, 206}:
                content = self.world.content(self.life.item_number(self.life.visits[visit]))
                assert data == content[4 if what == "part" else 0 :]
            return 200 if status in {206, 304} else status

        right = self.life.visits[visit].form == cookie and self.life.may_play(self.life.visits[visit])
        self.count(f"{what} at a visit, {'with' if right else 'without'} its right")
        self.do_step(Kind.CHANGE if right or what == "leave" else Kind.READ, in_model, in_site, cookie)

    @precondition(lambda self: self.life.visits)
    @rule(visit=st.integers(0, 2), what=st.sampled_from(["video", "part", "alive"]))
    def watch(self, visit: int, what: str) -> None:
        """As most guests do most of the time: ask for bytes, or give a sign of life, by the visit's own browser."""
        self.at_visit(visit, None, 0, what, None)

    def _browser_of(self, visit: int) -> Browser:
        """The browser with the cookie of this visit. If none has it, the first one."""
        form = self.life.visits[visit].form
        link = self.life.guests[form].link
        holders = (each for each in self.browsers if guests.presented_form(self.world, each, link) == form)
        return next(holders, self.browsers[0])

    def _headers(self, what: str, browser: Browser, link: int, visit: int) -> dict[str, str]:
        item = self.life.item_number(self.life.visits[visit])
        if what == "owner":
            client = owners.sign_in(self.world, self.world.owner_of[item])
            # Signing in has added rows.
            self.note_step(deepcopy(self.life), Kind.CHANGE)
            return {"Cookie": owner_cookie(client)}
        more = {"part": {"Range": "bytes=4-"}, "known": {"If-None-Match": f'"{self.world.files[item][:32]}"'}}
        return browser.header(link) | more.get(what, {})

    @rule(item=number, by=st.sampled_from(["guest", "owner", "other"]), browser=number, link=number)
    def owners_bytes(self, item: int, by: str, browser: int, link: int) -> None:
        """At the owner's address, bytes go to the owner of the item, and neither to another owner nor to a guest."""
        self.count(f"{by} asks at the owner's address")
        item, life = self.pick(self.life.items, item), self.life
        path, owner = f"/media/{self.world.items[item]}/video", self.world.owner_of[item]
        asking = {"owner": owner, "other": (owner + 1) % len(self.world.owners)}.get(by)
        if asking is None:
            sender = self.browsers[browser % BROWSERS]
            client, headers = self.world.web, sender.header(self.pick(life.links, link)) if life.links else {}
        else:
            client, headers = owners.sign_in(self.world, asking), {}
            # Signing in has added rows.
            self.note_step(deepcopy(self.life), Kind.CHANGE)
        is_served = asking == owner and life.disk and life.items[item].present and not life.items[item].deleted
        self.do_step(
            Kind.READ,
            lambda: 200 if is_served else 404,
            lambda: client.get(path, headers=headers).status_code,
        )
