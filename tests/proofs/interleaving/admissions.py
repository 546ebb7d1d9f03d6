"""An admission and whatever ends, opens or tidies meanwhile: on autocommit, as the web admits, or held open."""

from dataclasses import replace

from tests.proofs.interleaving.pair import Pair, Told, nobody_loads, the_admitted_load
from tests.proofs.transactions.acts import (
    delete_link,
    delete_media,
    does_step,
    enters,
    loses_its_file,
    loses_its_group,
    off,
    on,
    sweeps,
    switches_module_off,
    was_off,
    was_on,
)
from tests.proofs.transactions.instants import EXPIRY, LAST_SECOND, RETENTION
from tests.proofs.transactions.setup import Act, scene

ONE_IN = (("admitted", "refused: limit_reached"), ("refused: limit_reached", "admitted"))
IN_AND_DONE, IN_AND_SWEPT = (("admitted", "done"),), (("admitted", "swept"),)


def refused(cause: str, then: str = "done") -> tuple[Told, ...]:
    return (("admitted", then), (f"refused: {cause}", then))


def admissions(*, slowly: bool) -> list[Pair]:
    how = ", held open" if slowly else ""
    one, two = enters("one", slowly=slowly), enters("two", slowly=slowly)
    late, very_late = (enters("one", slowly=slowly, now=now) for now in (LAST_SECOND, RETENTION))
    pairs = [
        Pair("admit, one click left", scene(clicks=1), one, two, ONE_IN),
        Pair("admit, the same form", scene(clicks=2), one, one, (("admitted", "admitted"),)),
        *_beside_owners(one),
        *_beside_sweeps(one, late, very_late),
        *_beside_steps(one),
    ]
    return [replace(pair, name=f"admit / {pair.name}{how}") for pair in pairs]


def _beside_owners(one: Act) -> list[Pair]:
    return [
        Pair("switch off", scene(), one, off, refused("off"), holds=nobody_loads),
        Pair("delete link", scene(), one, delete_link, refused("deleted"), holds=nobody_loads),
        Pair("delete media", scene(), one, delete_media, refused("media_gone"), holds=nobody_loads),
        Pair("module off", scene(), one, switches_module_off, refused("unavailable"), holds=nobody_loads),
        Pair("switch on", scene(was_off), one, on, refused("off"), holds=the_admitted_load),
    ]


def _beside_sweeps(one: Act, late: Act, very_late: Act) -> list[Pair]:
    makes, notices = sweeps("make_missing_groups"), sweeps("notice_missing_files")
    expires, erases = sweeps("expire_links", now=EXPIRY), sweeps("erase_guests", now=RETENTION)
    gone = refused("media_gone", "swept")
    return [
        Pair("expire_links", scene(days=1), late, expires, IN_AND_SWEPT, EXPIRY),
        Pair("deactivate_links", scene(clicks=1), one, sweeps("deactivate_links"), IN_AND_SWEPT),
        Pair("make_missing_groups", scene(loses_its_group), one, makes, IN_AND_SWEPT, holds=the_admitted_load),
        Pair("notice_missing_files", scene(loses_its_file), one, notices, gone, holds=nobody_loads),
        Pair("erase_guests", scene(guests=1), very_late, erases, IN_AND_SWEPT, RETENTION),
    ]


def _beside_steps(one: Act) -> list[Pair]:
    """Of a workflow whose end is over: access is on again."""
    with_guest, without = scene(was_off, was_on, guests=1), scene(was_off, was_on)
    guests, groups = does_step("remove_guests"), does_step("remove_groups")
    return [
        Pair("remove_guests, on again", with_guest, one, guests, IN_AND_DONE, holds=the_admitted_load),
        Pair("remove_groups, on again", without, one, groups, IN_AND_DONE, holds=the_admitted_load),
    ]
