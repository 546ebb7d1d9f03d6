"""Pairs with what an admitted guest does: load the page, give a sign of life, leave."""

from models.media import deleting
from tests.proofs.interleaving.changes import is_out
from tests.proofs.interleaving.pair import Pair, nobody_loads, watcher_plays
from tests.proofs.transactions.acts import (
    call,
    delete_link,
    delete_media,
    end_link,
    leave,
    load,
    media_deleted,
    run_step,
    run_task,
    stay,
    turn_off,
    turned_off,
)
from tests.proofs.transactions.guests import make_way, report
from tests.proofs.transactions.instants import ALMOST_SILENT, EXPIRY, LAST_SECOND, SILENT
from tests.proofs.transactions.setup import prepared

LOADED_OR_REFUSED = (("loaded", "done"), ("refused", "done"))
REPORTED_DONE = (("reported", "done"),)
STAYS_OR_REFUSED = (("stays", "done"), ("refused: NoRight", "done"))

entered = prepared(guests=1)
watching, watching_after_off = prepared(guests=1, visits=1), prepared(turned_off, guests=1, visits=1)
watching_deleted_media = prepared(media_deleted, guests=1, visits=1)
expired = prepared(run_task("expire_links", now=EXPIRY), guests=1, days=1)
end_silent_visits = run_task("end_silent_visits", now=SILENT)
remove_guests_late = run_step("remove_guests", now=SILENT)

GUESTS = (
    Pair("load / turn off", entered, load(), turn_off, LOADED_OR_REFUSED, holds=nobody_loads),
    Pair("load / delete link", entered, load(), delete_link, LOADED_OR_REFUSED, holds=nobody_loads),
    Pair("load / delete media", entered, load(), delete_media, LOADED_OR_REFUSED, holds=nobody_loads),
    Pair("load / load", entered, load(), load(), (("loaded", "loaded"),), holds=watcher_plays),
    Pair(
        "load / remove_guests, at the expiry",
        expired,
        load(now=LAST_SECOND),
        run_step("remove_guests", now=EXPIRY),
        LOADED_OR_REFUSED,
        EXPIRY,
        watcher_plays,
    ),
    Pair(
        "refused load / remove_guests",
        watching_after_off,
        load(now=SILENT),
        remove_guests_late,
        (("refused", "done"),),
        SILENT,
    ),
    Pair(
        "stay / end_silent_visits",
        watching,
        stay(now=ALMOST_SILENT),
        end_silent_visits,
        (("stays", "swept"), ("refused: NoRight", "swept")),
        SILENT,
        watcher_plays,
    ),
    Pair(
        "stay / remove_guests",
        watching_after_off,
        stay(now=ALMOST_SILENT),
        remove_guests_late,
        STAYS_OR_REFUSED,
        SILENT,
        watcher_plays,
    ),
    Pair("stay / leave", watching, stay(now=ALMOST_SILENT), leave, (("stays", "left"), ("refused: NoRight", "left"))),
    Pair(
        "stay / delete media",
        watching,
        stay(now=ALMOST_SILENT),
        call(deleting.delete_media, "media_id", now=ALMOST_SILENT),
        STAYS_OR_REFUSED,
        ALMOST_SILENT,
    ),
    Pair("stay / end_visits", watching_deleted_media, stay(), run_step("end_visits"), (("refused: NoRight", "done"),)),
    Pair("leave / remove_guests", watching_after_off, leave, run_step("remove_guests"), (("left", "done"),)),
    Pair("leave / end_silent_visits", watching, leave, end_silent_visits, (("left", "swept"),), SILENT),
    Pair("report / report", watching, report(parts=1), report(parts=2, place=0.7), (("reported", "reported"),)),
    Pair("report / leave", watching, report(), leave, (("reported", "left"),)),
    Pair("report, and leave / leave", watching, report(leaves=True), leave, (("reported", "left"),)),
    Pair("report / end link", watching, report(), end_link, REPORTED_DONE),
    Pair(
        "report / end_silent_visits",
        watching,
        report(now=ALMOST_SILENT),
        end_silent_visits,
        (("reported", "swept"),),
        SILENT,
    ),
    Pair(
        "report / remove_guests",
        watching_after_off,
        report(now=ALMOST_SILENT),
        remove_guests_late,
        REPORTED_DONE,
        SILENT,
    ),
    Pair("somebody else / load", entered, load(), make_way, LOADED_OR_REFUSED, holds=is_out),
    Pair("somebody else / report", watching, report(), make_way, REPORTED_DONE, holds=is_out),
)
