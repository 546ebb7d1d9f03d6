"""Pairs of what an admitted guest does: loading, staying, leaving."""

from models.media import deleting
from tests.proofs.interleaving.pair import Pair, nobody_loads, plays_on
from tests.proofs.transactions.acts import (
    delete_link,
    delete_media,
    does_step,
    leaves,
    loads,
    media_was_deleted,
    off,
    stays,
    sweeps,
    was_off,
    writes,
)
from tests.proofs.transactions.instants import ALMOST, EXPIRY, LAST_SECOND, SILENT
from tests.proofs.transactions.setup import scene

LOAD_OR_NOT = (("loaded", "done"), ("refused", "done"))
STAY_OR_NOT = (("stays", "done"), ("refused: NoRight", "done"))
watching, was_watching = scene(guests=1, visits=1), scene(was_off, guests=1, visits=1)
end_watching = scene(media_was_deleted, guests=1, visits=1)
expired = scene(sweeps("expire_links", now=EXPIRY), guests=1, days=1)
GUESTS = (
    Pair("load / switch off", scene(guests=1), loads(), off, LOAD_OR_NOT, holds=nobody_loads),
    Pair("load / delete link", scene(guests=1), loads(), delete_link, LOAD_OR_NOT, holds=nobody_loads),
    Pair("load / delete media", scene(guests=1), loads(), delete_media, LOAD_OR_NOT, holds=nobody_loads),
    Pair("load / load", scene(guests=1), loads(), loads(), (("loaded", "loaded"),), holds=plays_on),
    Pair(
        "load / remove_guests, at the expiry",
        expired,
        loads(now=LAST_SECOND),
        does_step("remove_guests", now=EXPIRY),
        LOAD_OR_NOT,
        EXPIRY,
        plays_on,
    ),
    Pair(
        "refused load / remove_guests",
        was_watching,
        loads(now=SILENT),
        does_step("remove_guests", now=SILENT),
        (("refused", "done"),),
        SILENT,
    ),
    Pair(
        "stay / end_silent_visits",
        watching,
        stays(now=ALMOST),
        sweeps("end_silent_visits", now=SILENT),
        (("stays", "swept"), ("refused: NoRight", "swept")),
        SILENT,
        plays_on,
    ),
    Pair(
        "stay / remove_guests",
        was_watching,
        stays(now=ALMOST),
        does_step("remove_guests", now=SILENT),
        STAY_OR_NOT,
        SILENT,
        plays_on,
    ),
    Pair("stay / leave", watching, stays(now=ALMOST), leaves, (("stays", "left"), ("refused: NoRight", "left"))),
    Pair(
        "stay / delete media",
        watching,
        stays(now=ALMOST),
        writes(deleting.delete_media, "media_id", now=ALMOST),
        STAY_OR_NOT,
        ALMOST,
    ),
    Pair("stay / end_visits", end_watching, stays(), does_step("end_visits"), (("refused: NoRight", "done"),)),
    Pair("leave / remove_guests", was_watching, leaves, does_step("remove_guests"), (("left", "done"),)),
    Pair(
        "leave / end_silent_visits",
        watching,
        leaves,
        sweeps("end_silent_visits", now=SILENT),
        (("left", "swept"),),
        SILENT,
    ),
)
