"""Links are edited and ended, and guests removed."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.proofs.life import changing
from tests.proofs.life.machine.base import MachineBase
from tests.proofs.life.machine.strategies import kills, number
from tests.proofs.life.promises.step import Kind
from tests.proofs.life.world import changes

# From now. None: no start, and never.
SPANS = st.sampled_from([None, *(timedelta(hours=hours) for hours in (-1, 0, 1, 24, 720))])


class Changes(MachineBase):
    @precondition(lambda self: self.life.links)
    @rule(link=number, limit=st.sampled_from([None, 1, 2, 3, 4]), kill=kills)
    def edit_limit(self, link: int, limit: int | None, kill: int | None) -> None:
        link = self.pick(self.life.links, link)
        self._change(
            "a limit is edited",
            lambda: changing.edit_limit(self.life, link, limit),
            lambda: changes.edit(self.world, link, kill, clicks=limit),
        )

    @precondition(lambda self: self.life.links)
    @rule(link=number, span=SPANS, kill=kills)
    def edit_start(self, link: int, span: timedelta | None, kill: int | None) -> None:
        link, starts_at = self.pick(self.life.links, link), None if span is None else self.life.now + span
        self._change(
            "a start is edited",
            lambda: changing.edit_start(self.life, link, starts_at),
            lambda: changes.edit(self.world, link, kill, starts_at=starts_at),
        )

    @precondition(lambda self: self.life.links)
    @rule(link=number, span=SPANS, kill=kills)
    def edit_end(self, link: int, span: timedelta | None, kill: int | None) -> None:
        link, ends_at = self.pick(self.life.links, link), None if span is None else self.life.now + span
        is_dead = self.life.links[link].has_expired(self.life.now)
        self._change(
            "the end of a dead link is edited" if is_dead else "an end is edited",
            lambda: changing.edit_end(self.life, link, ends_at),
            lambda: changes.edit(self.world, link, kill, ends_at=ends_at),
        )

    @precondition(lambda self: self.life.links)
    @rule(what=st.sampled_from(["link", "item", "guest"]), which=number, kill=kills)
    def end(self, what: str, which: int, kill: int | None) -> None:
        """One rule for all three, because little can happen after them."""
        if what == "link":
            link = self.pick(self.life.links, which)
            self._change(
                "a link is ended",
                lambda: changing.end_link(self.life, link),
                lambda: changes.end_link(self.world, link, kill),
            )
        elif what == "item":
            item = self.pick(self.life.items, which)
            self._change(
                "an item is ended",
                lambda: changing.end_item(self.life, item),
                lambda: changes.end_item(self.world, item, kill),
            )
        elif self.life.guests:
            form = list(self.life.guests)[self.pick(self.life.guests, which)]
            self._change(
                "a guest is removed",
                lambda: changing.remove_guest(self.life, form),
                lambda: changes.remove_guest(self.world, form, kill),
            )

    def _change(self, what: str, in_model: Callable[[], object], in_site: Callable[[], object]) -> None:
        self.count(what)
        self.do_step(Kind.CHANGE, in_model, in_site)
