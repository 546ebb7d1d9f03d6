"""Pairs of workers: two runs of one maintenance task, or two workers at the same or at different workflows."""

from tests.proofs.interleaving.pair import DONE_SWEPT, SWEPT, Pair
from tests.proofs.transactions.acts import (
    advance,
    dispatch,
    link_deleted,
    lose_file,
    lose_group,
    media_deleted,
    put_captions,
    run_step,
    run_task,
    turned_off,
)
from tests.proofs.transactions.instants import EXPIRY, RETENTION, SILENT, SOON
from tests.proofs.transactions.setup import prepared

access_off = prepared(turned_off, guests=2, visits=1)
two_workflows = prepared(link_deleted, turned_off, guests=2, visits=1)
limit_reached = prepared(run_task("deactivate_links"), clicks=1, guests=1)
remove_guests = run_step("remove_guests", now=SILENT)
record_run = run_task("deactivate_links", recorded=True)

DUE = {
    "expire_links": (prepared(days=1, guests=1), EXPIRY),
    "deactivate_links": (prepared(clicks=1, guests=1), SOON),
    "end_silent_visits": (prepared(guests=1, visits=2), SILENT),
    "dispatch_workflows": (access_off, SOON),
    "notice_missing_files": (prepared(lose_file), SOON),
    "erase_guests": (prepared(guests=2), RETENTION),
    "make_missing_groups": (prepared(lose_group, links=2), SOON),
}

WORKERS = (
    *(
        Pair(f"{name} / itself", prepare, run_task(name, now=now), run_task(name, now=now), SWEPT, now)
        for name, (prepare, now) in DUE.items()
    ),
    Pair("a run's record / itself", prepared(), record_run, record_run, SWEPT),
    Pair("advance / advance", limit_reached, advance(), advance()),
    Pair("remove_guests / itself", two_workflows, remove_guests, remove_guests, now=SILENT),
    Pair("advance / dispatch", limit_reached, advance(), dispatch),
    Pair(
        "remove_guests / itself, in two workflows",
        two_workflows,
        remove_guests,
        run_step("remove_guests", workflow=1, now=SILENT),
        now=SILENT,
    ),
    Pair(
        "remove_groups / itself, in two workflows",
        prepared(link_deleted, turned_off),
        run_step("remove_groups"),
        run_step("remove_groups", workflow=1),
    ),
    Pair(
        "remove_guests / remove_groups",
        access_off,
        remove_guests,
        run_step("remove_groups", now=SILENT),
        now=SILENT,
    ),
    Pair(
        "erase_files / captions",
        prepared(media_deleted),
        put_captions,
        run_step("erase_files"),
        (("refused: NotFound", "done"),),
    ),
    Pair(
        "erase_files / notice_missing_files",
        prepared(media_deleted),
        run_step("erase_files"),
        run_task("notice_missing_files"),
        DONE_SWEPT,
    ),
)
