"""Pairs of an admission and what others do at the same time. The admission is one statement on autocommit, as in the
web, or it is held open in a transaction."""

from dataclasses import replace

from tests.proofs.interleaving.pair import Answers, Pair, admitted_guest_loads, nobody_loads
from tests.proofs.transactions.acts import (
    delete_link,
    delete_media,
    enter,
    lose_file,
    lose_group,
    run_step,
    run_task,
    turn_module_off,
    turn_off,
    turn_on,
    turned_off,
    turned_on,
)
from tests.proofs.transactions.instants import EXPIRY, LAST_SECOND, RETENTION
from tests.proofs.transactions.setup import Act, prepared

ONE_ADMITTED = (("admitted", "refused: limit_reached"), ("refused: limit_reached", "admitted"))
ADMITTED_DONE, ADMITTED_SWEPT = (("admitted", "done"),), (("admitted", "swept"),)


def or_refused(cause: str, other: str = "done") -> tuple[Answers, ...]:
    """Admitted, or refused for this cause. `other`: what the second caller is told."""
    return (("admitted", other), (f"refused: {cause}", other))


def admissions(*, held_open: bool) -> list[Pair]:
    ending = ", held open" if held_open else ""
    one, two = enter("one", held_open=held_open), enter("two", held_open=held_open)
    late, very_late = (enter("one", held_open=held_open, now=now) for now in (LAST_SECOND, RETENTION))
    pairs = [
        Pair("admit, one click left", prepared(clicks=1), one, two, ONE_ADMITTED),
        Pair("admit, the same form", prepared(clicks=2), one, one, (("admitted", "admitted"),)),
        *_with_owners(one),
        *_with_maintenance(one, late, very_late),
        *_with_steps(one),
    ]
    return [replace(pair, name=f"admit / {pair.name}{ending}") for pair in pairs]


def _with_owners(one: Act) -> list[Pair]:
    return [
        Pair("turn off", prepared(), one, turn_off, or_refused("off"), holds=nobody_loads),
        Pair("delete link", prepared(), one, delete_link, or_refused("deleted"), holds=nobody_loads),
        Pair("delete media", prepared(), one, delete_media, or_refused("media_gone"), holds=nobody_loads),
        Pair("module off", prepared(), one, turn_module_off, or_refused("unavailable"), holds=nobody_loads),
        Pair("turn on", prepared(turned_off), one, turn_on, or_refused("off"), holds=admitted_guest_loads),
    ]


def _with_maintenance(one: Act, late: Act, very_late: Act) -> list[Pair]:
    make_groups, notice = run_task("make_missing_groups"), run_task("notice_missing_files")
    expire, erase = run_task("expire_links", now=EXPIRY), run_task("erase_guests", now=RETENTION)
    without_group, gone = prepared(lose_group), or_refused("media_gone", "swept")
    return [
        Pair("expire_links", prepared(days=1), late, expire, ADMITTED_SWEPT, EXPIRY),
        Pair("deactivate_links", prepared(clicks=1), one, run_task("deactivate_links"), ADMITTED_SWEPT),
        Pair("make_missing_groups", without_group, one, make_groups, ADMITTED_SWEPT, holds=admitted_guest_loads),
        Pair("notice_missing_files", prepared(lose_file), one, notice, gone, holds=nobody_loads),
        Pair("erase_guests", prepared(guests=1), very_late, erase, ADMITTED_SWEPT, RETENTION),
    ]


def _with_steps(one: Act) -> list[Pair]:
    """Steps of the workflow that follows turning off, while access is on again."""
    with_guest, without_guest = prepared(turned_off, turned_on, guests=1), prepared(turned_off, turned_on)
    guests, groups = run_step("remove_guests"), run_step("remove_groups")
    return [
        Pair("remove_guests, on again", with_guest, one, guests, ADMITTED_DONE, holds=admitted_guest_loads),
        Pair("remove_groups, on again", without_guest, one, groups, ADMITTED_DONE, holds=admitted_guest_loads),
    ]
