"""How guests enter: they load the link, send its form, and load the media page, with any browser and by any link."""

from copy import deepcopy

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.proofs.life.machine.base import BROWSERS, MachineBase
from tests.proofs.life.machine.strategies import kills, lost, number
from tests.proofs.life.promises.step import Kind
from tests.proofs.life.world import guests


class Guests(MachineBase):
    @precondition(lambda self: self.life.links)
    @rule(browser=number, link=number, lose=lost, kill=kills)
    def load(self, browser: int, link: int, lose: bool, kill: int | None) -> None:
        link, sender = self.pick(self.life.links, link), self.browsers[browser % BROWSERS]
        cookie = guests.presented_form(self.world, sender, link)
        kind = Kind.LOAD if self.life.may_load(cookie) else Kind.REFUSED_LOAD
        self.count("a page is loaded" if kind is Kind.LOAD else "an entry or message page is loaded")
        self.do_step(
            kind,
            lambda: self.life.load(link, cookie),
            lambda: guests.load(self.world, sender, link, lost=lose, statements=kill),
            cookie,
        )

    @precondition(lambda self: self.life.links)
    @rule(browser=number, link=number)
    def head(self, browser: int, link: int) -> None:
        self.count("HEAD of a page")
        link, sender = self.pick(self.life.links, link), self.browsers[browser % BROWSERS]
        cookie, address = guests.presented_form(self.world, sender, link), f"/g/{self.world.tokens[link]}"
        self.do_step(
            Kind.READ,
            lambda: self.life.head(link, cookie),
            lambda: self.world.web.head(address, headers=sender.header(link)).status_code,
        )

    @precondition(lambda self: self.world.forms)
    @rule(browser=number, form=number, valid=st.sampled_from([True, True, True, False]), lose=lost, kill=kills)
    def enter(self, browser: int, form: int, valid: bool, lose: bool, kill: int | None) -> None:
        """Send any form from any browser: its own, an old one, or one of another browser, also again."""
        number, sender = self.pick(self.world.forms, form), self.browsers[browser % BROWSERS]
        sent = self.world.forms[number]
        self.people += 1
        name, email = (f"Guest N{self.people}", f"guest-n{self.people}@example.org") if valid else ("", "nowhere")
        cookie = guests.presented_form(self.world, sender, sent.link)
        pre = guests.presented_pre_session(sender, sent)
        self.count("a form is sent again" if number in self.life.guests else "a form is sent")
        new_cookies: list[str] = []

        def send() -> str:
            told, new_cookie = guests.enter(self.world, sender, sent, name, email, lost=lose, statements=kill)
            new_cookies.append(new_cookie)
            return told

        answered = self.do_step(
            Kind.CHANGE,
            lambda: self.life.enter(sent.link, number, name, email, cookie=cookie, pre=pre),
            send,
            cookie,
        )
        if answered and new_cookies[0]:
            assert new_cookies[0] == sent.cookie, "every repeat of one form gives the same session cookie"
            assert lose or self.life.may_load(guests.presented_form(self.world, sender, sent.link))

    @precondition(lambda self: self.life.links)
    @rule(browser=number, link=number)
    def enter_and_load(self, browser: int, link: int) -> None:
        """As most guests do: load the link, send its form, load the media page."""
        forms = len(self.world.forms)
        self.load(browser, link, False, None)
        if len(self.world.forms) > forms:
            self.every_promise_holds()
            self.enter(browser, 0, True, False, None)
            self.every_promise_holds()
            self.load(browser, link, False, None)

    @rule(browser=number)
    def clear_cookies(self, browser: int) -> None:
        self.count("a browser loses its cookies")
        self.browsers[browser % BROWSERS].jar.clear()
        self.note_step(deepcopy(self.life), Kind.READ)
