"""Time and disks."""

from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.proofs.life.machine.base import Stepping
from tests.proofs.life.machine.strategies import number

MICROSECOND = timedelta(microseconds=1)


class Surroundings(Stepping):
    @rule(data=st.data())
    def pass_time(self, data: st.DataObject) -> None:
        dues = [
            at + shift - self.life.now for at in self.life.instants()[:12] for shift in (-MICROSECOND, MICROSECOND * 0)
        ]
        steps = [timedelta(seconds=s) for s in (1, 30, 59, 61, 240, 300)] + [timedelta(hours=3), timedelta(days=1)]
        step = data.draw(st.sampled_from([due for due in dues if due > timedelta()] + steps))
        # Not before the draw, which may be the end of the life: then no time passed.
        self.count("time passes")
        before = deepcopy(self.life)
        self.life.now += step
        self.world.now = self.life.now
        self.see(before, "read")

    @rule(item=number, whole=st.sampled_from([False, False, True]))
    def move_file(self, item: int, whole: bool) -> None:
        """One file goes or comes back; or the whole disk, which comes back before anything else can."""
        item = self.pick(self.life.items, item)
        before, moved = deepcopy(self.life), self.life.items[item]
        if whole or not self.life.disk:
            self.count("the disk is unmounted, or mounted")
            self.life.disk = not self.life.disk
            self.world.mount(self.life.disk)
        elif not moved.deleted:
            self.count("a file goes, or comes back")
            moved.present = not moved.present
            self.world.place(item, moved.present)
        self.see(before, "read")
