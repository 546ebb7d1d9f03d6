"""How guests come in: the entry page, its form, the media page, on any browser and under any link."""

from copy import deepcopy

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.proofs.life.machine.base import BROWSERS, Stepping
from tests.proofs.life.machine.strategies import kills, lost, number
from tests.proofs.life.world import guests


class Guests(Stepping):
    @precondition(lambda self: self.life.links)
    @rule(browser=number, link=number, lose=lost, kill=kills)
    def look(self, browser: int, link: int, lose: bool, kill: int | None) -> None:
        link, jar = self.pick(self.life.links, link), self.browsers[browser % BROWSERS]
        cookie = guests.cookie(self.world, jar, link)
        kind = "load" if self.life.may_load(cookie) else "refused"
        self.count("a page is loaded" if kind == "load" else "an entry or message page is loaded")
        self.act(
            kind,
            lambda: self.life.look(link, cookie),
            lambda: guests.look(self.world, jar, link, lost=lose, statements=kill),
            cookie,
        )

    @precondition(lambda self: self.life.links)
    @rule(browser=number, link=number)
    def head(self, browser: int, link: int) -> None:
        self.count("HEAD of a page")
        link, jar = self.pick(self.life.links, link), self.browsers[browser % BROWSERS]
        cookie, address = guests.cookie(self.world, jar, link), f"/g/{self.world.tokens[link]}"
        self.act(
            "read",
            lambda: self.life.head(link, cookie),
            lambda: self.world.web.head(address, headers=jar.header(link)).status_code,
        )

    @precondition(lambda self: self.world.forms)
    @rule(browser=number, form=number, valid=st.sampled_from([True, True, True, False]), lose=lost, kill=kills)
    def enter(self, browser: int, form: int, valid: bool, lose: bool, kill: int | None) -> None:
        """Any browser sends any form: its own, again, another's, an old one."""
        number, jar = self.pick(self.world.forms, form), self.browsers[browser % BROWSERS]
        sent = self.world.forms[number]
        self.people += 1
        name, email = (f"Guest N{self.people}", f"guest-n{self.people}@example.org") if valid else ("", "nowhere")
        cookie, pre = guests.cookie(self.world, jar, sent.link), guests.pre(jar, sent)
        spent = number in self.life.guests
        self.count("a form is sent again" if spent else "a form is sent")
        got: list[str] = []

        def send() -> str:
            told, handed = guests.enter(self.world, jar, sent, name, email, lost=lose, statements=kill)
            got.append(handed)
            return told

        told = self.act(
            "", lambda: self.life.enter(sent.link, number, name, email, cookie=cookie, pre=pre), send, cookie
        )
        if told and got[0]:
            assert got[0] == sent.cookie, "every repeat of one form hands out the same session"
            assert lose or self.life.may_load(guests.cookie(self.world, jar, sent.link))

    @precondition(lambda self: self.life.links)
    @rule(browser=number, link=number)
    def come_in(self, browser: int, link: int) -> None:
        """The way of most guests: the entry page, its form, the media page."""
        link = self.pick(self.life.links, link)
        known = len(self.world.forms)
        self.look(browser, len(self.life.links) - 1 - link, False, None)
        if len(self.world.forms) > known:
            self.every_promise_holds()
            self.enter(browser, 0, True, False, None)
            self.every_promise_holds()
            self.look(browser, len(self.life.links) - 1 - link, False, None)

    @rule(browser=number)
    def clear_cookies(self, browser: int) -> None:
        self.count("a browser loses its cookies")
        self.browsers[browser % BROWSERS].jar.clear()
        self.see(deepcopy(self.life), "read")
