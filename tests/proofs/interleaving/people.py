"""Pairs with what admins do to people and their items, and with one-time addresses."""

from tests.proofs.interleaving.pair import DONE_SWEPT, Pair
from tests.proofs.transactions.acts import create_link, run_task
from tests.proofs.transactions.people import (
    add_heir,
    choose_password,
    disable,
    disabled,
    hand_over,
    hand_over_all,
    links_stop,
    make_address,
    new_address,
)
from tests.proofs.transactions.setup import prepared

enabled = prepared(links_stop, add_heir, links=2)
stopped = prepared(links_stop, disabled, add_heir)
with_address = prepared(make_address)

PEOPLE = (
    Pair("hand over / disable the owner", enabled, hand_over, disable),
    Pair("hand over / hand over all", enabled, hand_over, hand_over_all),
    Pair("hand over all / disable the owner", enabled, hand_over_all, disable),
    Pair("hand over / create", stopped, hand_over, create_link, (("done", "created"),)),
    Pair("hand over / expire_links", stopped, hand_over, run_task("expire_links"), DONE_SWEPT),
    Pair(
        "disable the owner / create",
        enabled,
        disable,
        create_link,
        (("done", "refused: ThreeLinks"), ("done", "created")),
    ),
    Pair("disable the owner / links stop", prepared(), disable, links_stop),
    Pair(
        "choose a password / itself",
        with_address,
        choose_password,
        choose_password,
        (("chosen", "refused: Forbidden"), ("refused: Forbidden", "chosen")),
    ),
    Pair(
        "choose a password / new address",
        with_address,
        choose_password,
        new_address,
        (("chosen", "made"), ("refused: Forbidden", "made")),
    ),
    Pair(
        "choose a password / disable",
        with_address,
        choose_password,
        disable,
        (("chosen", "done"), ("refused: Forbidden", "done")),
    ),
)
