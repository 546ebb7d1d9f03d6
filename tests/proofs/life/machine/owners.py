"""What owners and the admin do."""

from copy import deepcopy

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from models.tables.module import INVITETOMEDIA, MEDIAPAGE
from tests.proofs.life.entities import Item
from tests.proofs.life.machine.base import MachineBase
from tests.proofs.life.machine.strategies import kills, number
from tests.proofs.life.promises.step import Kind
from tests.proofs.life.world import owners

MAX_ITEMS, MAX_LINKS = 3, 8


class Owners(MachineBase):
    @precondition(lambda self: len(self.life.items) < MAX_ITEMS and self.life.disk)
    @rule(owner=number)
    def add_item(self, owner: int) -> None:
        self.count("an item is added")
        known = len(self.world.owners)
        owners.add_item(self.world, None if owner % 2 == 0 or not known else owner % known)
        before = deepcopy(self.life)
        self.life.items.append(Item())
        self.note_step(before, Kind.CHANGE)

    @rule(item=number, on=st.booleans(), kill=kills)
    def switch(self, item: int, on: bool, kill: int | None) -> None:
        self.count("access is turned on or off")
        item = self.pick(self.life.items, item)
        form = {"do": "switch", "state": "on" if on else "off"}
        self.do_step(
            Kind.CHANGE,
            lambda: self.life.switch(item, on),
            lambda: owners.send(self.world, item, "guest-access", kill, **form),
        )

    @precondition(lambda self: len(self.life.links) < MAX_LINKS)
    @rule(item=number, limit=st.sampled_from([None, 1, 2, 3]), days=st.sampled_from([None, 1, 2, 31, 120]), kill=kills)
    def create_link(self, item: int, limit: int | None, days: int | None, kill: int | None) -> None:
        self.count("a link is created")
        item = self.pick(self.life.items, item)
        form = {"do": "create", "name": "A link", "clicks": limit or "", "days": days or ""}
        self.do_step(
            Kind.CHANGE,
            lambda: self.life.create_link(item, limit, days),
            lambda: owners.send(self.world, item, "guest-access", kill, **form),
        )

    @precondition(lambda self: self.life.links)
    @rule(link=number, kill=kills)
    def delete_link(self, link: int, kill: int | None) -> None:
        self.count("a link is deleted")
        link = self.pick(self.life.links, link)
        item = self.life.links[link].item
        form = {"do": "delete", "link_id": self.world.links[link].id}
        self.do_step(
            Kind.CHANGE,
            lambda: self.life.delete_link(link),
            lambda: owners.send(self.world, item, "guest-access", kill, **form),
        )

    @rule(item=number, kill=kills, sure=st.integers(0, 3))
    def delete_media(self, item: int, kill: int | None, sure: int) -> None:
        # Seldom, because little can happen after it.
        if sure != 3:
            return
        self.count("a media item is deleted")
        item = self.pick(self.life.items, item)
        self.do_step(
            Kind.CHANGE,
            lambda: self.life.delete_media(item),
            lambda: owners.send(self.world, item, "delete", kill),
        )

    @rule(name=st.sampled_from([INVITETOMEDIA, MEDIAPAGE]), on=st.sampled_from([True, True, False]), kill=kills)
    def switch_module(self, name: str, on: bool, kill: int | None) -> None:
        self.count("a module is turned on or off")
        self.do_step(
            Kind.CHANGE,
            lambda: self.life.modules.__setitem__(name, on),
            lambda: owners.switch_module(self.world, name, on, kill),
        )
