"""Time passes, and files and the disk go and come back."""

from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.proofs.life.machine.base import MachineBase
from tests.proofs.life.machine.strategies import number
from tests.proofs.life.promises.step import Kind

MICROSECOND = timedelta(microseconds=1)
PAUSES = [timedelta(seconds=seconds) for seconds in (1, 30, 59, 61, 240, 300)] + [timedelta(hours=3), timedelta(days=1)]


class TimeAndDisk(MachineBase):
    @rule(data=st.data())
    def pass_time(self, data: st.DataObject) -> None:
        """Some pause, or up to an instant at which something becomes due, or just before it."""
        instants = self.life.instants()[:12]
        until = [at + shift - self.life.now for at in instants for shift in (-MICROSECOND, timedelta())]
        pause = data.draw(st.sampled_from([each for each in until if each > timedelta()] + PAUSES))
        # Counted after the draw, because Hypothesis may end the life there.
        self.count("time passes")
        before = deepcopy(self.life)
        self.life.now += pause
        self.world.now = self.life.now
        self.note_step(before, Kind.READ)

    @rule(item=number, whole=st.sampled_from([False, False, True]))
    def move_file(self, item: int, whole: bool) -> None:
        """Remove a file or bring it back. Or unmount the disk: then the next call mounts it again."""
        item = self.pick(self.life.items, item)
        before, moved = deepcopy(self.life), self.life.items[item]
        if whole or not self.life.disk:
            self.count("the disk is unmounted, or mounted")
            self.life.disk = not self.life.disk
            self.world.mount(self.life.disk)
        elif not moved.deleted:
            self.count("a file goes, or comes back")
            moved.present = not moved.present
            self.world.set_file(item, moved.present)
        self.note_step(before, Kind.READ)
