"""Pairs with what owners do, among themselves and beside the maintenance tasks."""

from models.links import deleting, switching
from tests.proofs.interleaving.pair import DONE_OR_NOT_FOUND, DONE_SWEPT, Pair
from tests.proofs.transactions.acts import (
    call,
    create_link,
    delete_link,
    delete_media,
    lose_file,
    lose_group,
    move_first_link,
    put_captions,
    run_step,
    run_task,
    turn_off,
    turn_on,
    turned_off,
)
from tests.proofs.transactions.instants import EXPIRY, LAST_SECOND
from tests.proofs.transactions.setup import prepared

CREATED = (("created", "done"),)
ONE_CREATED = (("created", "refused: ThreeLinks"), ("refused: ThreeLinks", "created"))

expire_links = run_task("expire_links", now=EXPIRY)
make_missing_groups = run_task("make_missing_groups")
notice_missing_files = run_task("notice_missing_files")

OWNERS = (
    Pair("create / create, the third place", prepared(links=2), create_link, create_link, ONE_CREATED),
    Pair("create / turn off", prepared(), create_link, turn_off, CREATED),
    Pair("create / turn on", prepared(turned_off), create_link, turn_on, CREATED),
    Pair("create / delete media", prepared(), create_link, delete_media, (*CREATED, ("refused: NotFound", "done"))),
    Pair(
        "create / delete link, three there",
        prepared(links=3),
        create_link,
        delete_link,
        (*CREATED, ("refused: ThreeLinks", "done")),
    ),
    Pair(
        "create / notice_missing_files",
        prepared(lose_file),
        create_link,
        notice_missing_files,
        (("created", "swept"),),
    ),
    Pair("off / off", prepared(guests=1), turn_off, turn_off),
    Pair("off / on", prepared(guests=1), turn_off, turn_on),
    Pair("on / on", prepared(turned_off), turn_on, turn_on),
    Pair("on / remove_groups", prepared(turned_off), turn_on, run_step("remove_groups")),
    Pair(
        "on / remove_groups, the first link moved",
        prepared(turned_off, move_first_link, links=2),
        turn_on,
        run_step("remove_groups"),
    ),
    Pair(
        "on / expire_links",
        prepared(turned_off, days=1),
        call(switching.turn_on_access, "media_id", now=LAST_SECOND),
        expire_links,
        DONE_SWEPT,
        EXPIRY,
    ),
    Pair("on / make_missing_groups", prepared(turned_off, lose_group), turn_on, make_missing_groups, DONE_SWEPT),
    Pair("off / make_missing_groups", prepared(lose_group), turn_off, make_missing_groups, DONE_SWEPT),
    Pair("off / delete link", prepared(guests=1), turn_off, delete_link),
    Pair("off / delete media", prepared(guests=1), turn_off, delete_media),
    Pair("on / delete media", prepared(turned_off), turn_on, delete_media, DONE_OR_NOT_FOUND),
    Pair("delete link / delete link", prepared(), delete_link, delete_link),
    Pair("delete link / delete media", prepared(), delete_link, delete_media),
    Pair(
        "delete link / expire_links",
        prepared(days=1),
        call(deleting.delete_link, "link_id", now=EXPIRY),
        expire_links,
        DONE_SWEPT,
        EXPIRY,
    ),
    Pair("delete media / delete media", prepared(), delete_media, delete_media),
    Pair(
        "delete media / notice_missing_files",
        prepared(lose_file, guests=1),
        delete_media,
        notice_missing_files,
        DONE_SWEPT,
    ),
    Pair("captions / captions", prepared(), put_captions, put_captions),
    Pair("captions / delete media", prepared(), put_captions, delete_media, DONE_OR_NOT_FOUND),
)
