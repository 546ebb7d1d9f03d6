"""Pairs with what owners change on a link that is in use: its limit and its end, *End now*, and removing a guest."""

from dataclasses import replace
from datetime import datetime, timedelta

from models.guests.visiting import Guest
from models.links import ending, switching
from models.plumbing import keys
from tests.proofs.interleaving.admissions import ADMITTED_DONE, or_refused
from tests.proofs.interleaving.pair import (
    DONE,
    DONE_OR_NOT_FOUND,
    DONE_SWEPT,
    Answers,
    Pair,
    nobody_loads,
)
from tests.proofs.transactions.acts import (
    advance,
    call,
    create_link,
    delete_link,
    edit,
    end_item,
    end_link,
    enter,
    load,
    remove_guest,
    run_step,
    run_task,
    stay,
    turn_off,
)
from tests.proofs.transactions.instants import ALMOST_SILENT, EXPIRY, LAST_SECOND
from tests.proofs.transactions.setup import Setup, prepared
from tests.vocabulary import acts

LATER = EXPIRY + timedelta(days=1)
LOADED_OR_REFUSED = (("loaded", "done"), ("refused", "done"))
ONE_CHANGES = (("done", "refused: ChangedMeanwhile"), ("refused: ChangedMeanwhile", "done"))

entered, watching = prepared(guests=1), prepared(guests=1, visits=1)
expire_links, remove_guests = run_task("expire_links", now=EXPIRY), run_step("remove_guests", now=EXPIRY)
expiring, recorded = prepared(guests=1, days=1), prepared(expire_links, guests=1, days=1)
reached = prepared(run_task("deactivate_links"), guests=1, clicks=1)
revive = edit(ends_at=LATER, now=EXPIRY)


def nobody_plays(setup: Setup, _answers: Answers, now: datetime) -> bool:
    """It has ended, so no page plays on, not even one that was just being loaded."""
    return not any(acts.plays(setup.maker, setup.entered[0], key, now=now) for key in setup.visit_keys)


def is_out(setup: Setup, answers: Answers, now: datetime) -> bool:
    """The guest was removed, so nothing plays and no page loads."""
    return nobody_plays(setup, answers, now) and nobody_loads(setup, answers, now)


def earlier_guests_are_out(setup: Setup, _answers: Answers, now: datetime) -> bool:
    """The link lives again, with nobody from before, and a new guest can load the page."""
    came_back = any(acts.load(setup.maker, guest, now=now) for guest in setup.entered)
    return not came_back and acts.load(setup.maker, setup.maker.enter(setup.link, now=now), now=now) is not None


def limit_is_kept(setup: Setup, answers: Answers, now: datetime) -> bool:
    """Whoever was admitted loads the page, and no more than the new limit were."""
    newest = Guest(setup.link.token_hash, keys.digest("one"))
    loads = sum(acts.load(setup.maker, guest, now=now) is not None for guest in [*setup.entered, newest])
    return loads == 1 + ("admitted" in answers)


def _beside_admissions(*, held_open: bool) -> list[Pair]:
    one, late = (enter("one", held_open=held_open, now=now) for now in (ALMOST_SILENT, LAST_SECOND))
    lowered = (("admitted", "refused: Invalid"), ("refused: limit_reached", "done"))
    two_left, one_left = prepared(guests=1, clicks=2), prepared(guests=1, clicks=3)
    pairs = [
        Pair("lower the limit", two_left, one, edit(clicks=1), lowered, ALMOST_SILENT, limit_is_kept),
        Pair("lower the limit to what is left", one_left, one, edit(clicks=2), ADMITTED_DONE, ALMOST_SILENT),
        Pair(
            "raise the limit", reached, one, edit(clicks=2), or_refused("limit_reached"), ALMOST_SILENT, limit_is_kept
        ),
        Pair("end link", prepared(), one, end_link, or_refused("expired"), holds=nobody_loads, now=ALMOST_SILENT),
        Pair("end item", prepared(), one, end_item, or_refused("off"), holds=nobody_loads, now=ALMOST_SILENT),
        Pair("start later", prepared(), one, edit(starts_at=EXPIRY), or_refused("not_yet"), holds=nobody_loads),
        Pair("revive", prepared(days=1), late, revive, ADMITTED_DONE, EXPIRY),
    ]
    return [replace(pair, name=f"admit / {pair.name}{', held open' if held_open else ''}") for pair in pairs]


CHANGES = (
    *_beside_admissions(held_open=False),
    *_beside_admissions(held_open=True),
    Pair("edit / edit, one field", prepared(), edit(clicks=5), edit(clicks=7), ONE_CHANGES),
    Pair("edit / edit, two fields", prepared(), edit(clicks=5), edit(name="Another")),
    Pair("edit / edit, the same", prepared(), edit(clicks=5), edit(clicks=5)),
    Pair("edit / delete link", prepared(), edit(clicks=5), delete_link, DONE_OR_NOT_FOUND),
    Pair("edit the end / end link", prepared(days=1), edit(ends_at=LATER), end_link, (*DONE, ONE_CHANGES[1])),
    Pair("revive / expire_links", expiring, revive, expire_links, DONE_SWEPT, EXPIRY, earlier_guests_are_out),
    Pair("revive / remove_guests", recorded, revive, remove_guests, DONE, EXPIRY, earlier_guests_are_out),
    Pair(
        "revive / remove_groups",
        prepared(expire_links, days=1),
        revive,
        run_step("remove_groups", now=EXPIRY),
        DONE,
        EXPIRY,
        earlier_guests_are_out,
    ),
    Pair("revive / advance", recorded, revive, advance(now=EXPIRY), DONE, EXPIRY, earlier_guests_are_out),
    Pair(
        "revive / turn off",
        recorded,
        revive,
        call(switching.turn_off_access, "media_id", now=EXPIRY),
        DONE,
        EXPIRY,
        nobody_loads,
    ),
    Pair("raise the limit / advance", reached, edit(clicks=2), advance()),
    Pair(
        "raise the limit / deactivate_links",
        prepared(guests=1, clicks=1),
        edit(clicks=2),
        run_task("deactivate_links"),
        DONE_SWEPT,
    ),
    Pair("end link / load", entered, load(), end_link, LOADED_OR_REFUSED, holds=nobody_plays),
    Pair("end item / load", entered, load(), end_item, LOADED_OR_REFUSED, holds=nobody_plays),
    Pair(
        "end link / stay",
        watching,
        stay(now=ALMOST_SILENT),
        end_link,
        (("stays", "done"), ("refused: NoRight", "done")),
        ALMOST_SILENT,
        nobody_plays,
    ),
    Pair("end link / end link", entered, end_link, end_link),
    Pair("end link / end item", entered, end_link, end_item),
    Pair("end item / end item", entered, end_item, end_item),
    Pair("end link / delete link", entered, end_link, delete_link),
    Pair("end link / turn off", entered, end_link, turn_off),
    Pair(
        "end link / expire_links",
        expiring,
        call(ending.end_link, "link_id", now=EXPIRY),
        expire_links,
        DONE_SWEPT,
        EXPIRY,
    ),
    Pair("remove guest / load", entered, load(), remove_guest(), LOADED_OR_REFUSED, holds=is_out),
    Pair(
        "remove guest / stay",
        watching,
        stay(now=ALMOST_SILENT),
        remove_guest(now=ALMOST_SILENT),
        (("stays", "done"), ("refused: NoRight", "done")),
        ALMOST_SILENT,
        is_out,
    ),
    Pair("remove guest / itself", watching, remove_guest(), remove_guest(), holds=is_out),
    Pair("remove guest / turn off", watching, remove_guest(), turn_off, holds=is_out),
    Pair("remove guest / remove_guests", prepared(end_link, guests=1), remove_guest(), run_step("remove_guests")),
    Pair("create / revive", recorded, create_link, revive, (("created", "done"),), EXPIRY),
)
