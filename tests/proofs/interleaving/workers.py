"""Pairs of workers: sweeps beside themselves, workflows beside each other."""

from tests.proofs.interleaving.pair import SWEPT, Pair
from tests.proofs.transactions.acts import (
    advances,
    dispatches,
    does_step,
    loses_its_file,
    loses_its_group,
    media_was_deleted,
    puts_captions,
    sweeps,
    was_deleted,
    was_off,
)
from tests.proofs.transactions.instants import EXPIRY, RETENTION, SILENT, SOON
from tests.proofs.transactions.setup import scene

ended, two_ends = scene(was_off, guests=2, visits=1), scene(was_deleted, was_off, guests=2, visits=1)
DUE = {
    "expire_links": (scene(days=1, guests=1), EXPIRY),
    "deactivate_links": (scene(clicks=1, guests=1), SOON),
    "end_silent_visits": (scene(guests=1, visits=2), SILENT),
    "dispatch_workflows": (ended, SOON),
    "notice_missing_files": (scene(loses_its_file), SOON),
    "erase_guests": (scene(guests=2), RETENTION),
    "make_missing_groups": (scene(loses_its_group, links=2), SOON),
}
told_at_limit = scene(sweeps("deactivate_links"), clicks=1, guests=1)
removes_guests = does_step("remove_guests", now=SILENT)
WORKERS = (
    *(
        Pair(f"{name} / itself", prepare, sweeps(name, now=now), sweeps(name, now=now), SWEPT, now)
        for name, (prepare, now) in DUE.items()
    ),
    Pair(
        "a run's record / itself",
        scene(),
        sweeps("deactivate_links", recorded=True),
        sweeps("deactivate_links", recorded=True),
        SWEPT,
    ),
    Pair("advance / advance", told_at_limit, advances(), advances()),
    Pair("remove_guests / itself", two_ends, removes_guests, removes_guests, now=SILENT),
    Pair("advance / dispatch", told_at_limit, advances(), dispatches),
    Pair(
        "remove_guests / itself, of two ends",
        two_ends,
        does_step("remove_guests", of=0, now=SILENT),
        does_step("remove_guests", of=1, now=SILENT),
        now=SILENT,
    ),
    Pair(
        "remove_groups / itself, of two ends",
        scene(was_deleted, was_off),
        does_step("remove_groups", of=0),
        does_step("remove_groups", of=1),
    ),
    Pair(
        "remove_guests / remove_groups",
        ended,
        does_step("remove_guests", now=SILENT),
        does_step("remove_groups", now=SILENT),
        now=SILENT,
    ),
    Pair(
        "erase_files / captions",
        scene(media_was_deleted),
        puts_captions,
        does_step("erase_files"),
        (("refused: NotFound", "done"),),
    ),
    Pair(
        "erase_files / notice_missing_files",
        scene(media_was_deleted),
        does_step("erase_files"),
        sweeps("notice_missing_files"),
        (("done", "swept"),),
    ),
)
