"""The machine that Hypothesis drives: any order of what owners, guests, workers, disks and crashes do."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from tests.proofs.life.machine.changes import Changes
from tests.proofs.life.machine.guests import Guests
from tests.proofs.life.machine.owners import Owners
from tests.proofs.life.machine.time_and_disk import TimeAndDisk
from tests.proofs.life.machine.visits import Visits
from tests.proofs.life.machine.workers import Workers


class LifeMachine(Owners, Changes, Guests, Visits, TimeAndDisk, Workers):
    @initialize(limit=st.sampled_from([None, 1, 2]))
    def begin(self, limit: int | None) -> None:
        self.add_item(0)
        self.every_promise_holds()
        self.switch(0, True, None)
        self.every_promise_holds()
        self.create_link(0, limit, 1, None)
        self.every_promise_holds()
        self.enter_and_load(0, 0)

    def teardown(self) -> None:
        """What was erased is not in the bytes of the database file either (SQLite)."""
        erased = [guest for guest in self.life.guests.values() if guest.erased]
        content = self.world.database_file() if erased else b""
        assert not [guest for guest in erased if guest.email.encode() in content or guest.name.encode() in content]
