"""Pairs of what owners do with each other and with the sweeps."""

from models.links import deleting, switching
from tests.proofs.interleaving.pair import DONE_OR_NOT, Pair
from tests.proofs.transactions.acts import (
    creates,
    delete_link,
    delete_media,
    does_step,
    loses_its_file,
    loses_its_group,
    off,
    on,
    puts_captions,
    sweeps,
    was_off,
    writes,
)
from tests.proofs.transactions.instants import EXPIRY, LAST_SECOND
from tests.proofs.transactions.setup import scene

GONE = (("created", "done"), ("refused: NotFound", "done"))
THIRD = (("created", "refused: ThreeLinks"), ("refused: ThreeLinks", "created"))
OWNERS = (
    Pair("create / create, the third place", scene(links=2), creates, creates, THIRD),
    Pair("create / switch off", scene(), creates, off, (("created", "done"),)),
    Pair("create / switch on", scene(was_off), creates, on, (("created", "done"),)),
    Pair("create / delete media", scene(), creates, delete_media, GONE),
    Pair(
        "create / delete link, three there",
        scene(links=3),
        creates,
        delete_link,
        (*GONE[:1], ("refused: ThreeLinks", "done")),
    ),
    Pair(
        "create / notice_missing_files",
        scene(loses_its_file),
        creates,
        sweeps("notice_missing_files"),
        (("created", "swept"),),
    ),
    Pair("off / off", scene(guests=1), off, off),
    Pair("off / on", scene(guests=1), off, on),
    Pair("on / on", scene(was_off), on, on),
    Pair("on / remove_groups", scene(was_off), on, does_step("remove_groups")),
    Pair(
        "on / expire_links",
        scene(was_off, days=1),
        writes(switching.turn_on_access, "media_id", now=LAST_SECOND),
        sweeps("expire_links", now=EXPIRY),
        (("done", "swept"),),
        EXPIRY,
    ),
    Pair(
        "on / make_missing_groups",
        scene(was_off, loses_its_group),
        on,
        sweeps("make_missing_groups"),
        (("done", "swept"),),
    ),
    Pair("off / make_missing_groups", scene(loses_its_group), off, sweeps("make_missing_groups"), (("done", "swept"),)),
    Pair("off / delete link", scene(guests=1), off, delete_link),
    Pair("off / delete media", scene(guests=1), off, delete_media),
    Pair("on / delete media", scene(was_off), on, delete_media, DONE_OR_NOT),
    Pair("delete link / delete link", scene(), delete_link, delete_link),
    Pair("delete link / delete media", scene(), delete_link, delete_media),
    Pair(
        "delete link / expire_links",
        scene(days=1),
        writes(deleting.delete_link, "link_id", now=EXPIRY),
        sweeps("expire_links", now=EXPIRY),
        (("done", "swept"),),
        EXPIRY,
    ),
    Pair("delete media / delete media", scene(), delete_media, delete_media),
    Pair(
        "delete media / notice_missing_files",
        scene(loses_its_file, guests=1),
        delete_media,
        sweeps("notice_missing_files"),
        (("done", "swept"),),
    ),
    Pair("captions / captions", scene(), puts_captions, puts_captions),
    Pair("captions / delete media", scene(), puts_captions, delete_media, DONE_OR_NOT),
)
