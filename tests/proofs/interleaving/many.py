"""Pairs with *Invite guests*, and with ending and deleting many links at once."""

from tests.proofs.interleaving.pair import Pair
from tests.proofs.transactions.acts import create_link, delete_media, edit, end_item, turn_off, turned_off
from tests.proofs.transactions.many import delete_links, end_links, invite
from tests.proofs.transactions.setup import prepared

off, two_links = prepared(turned_off), prepared(guests=1, links=2)
ONE_INVITES = (("invited", "refused: ThreeLinks"), ("refused: ThreeLinks", "created"))

MANY = (
    Pair("invite / invite", off, invite, invite, (("invited", "invited"),)),
    Pair("invite / turn off", off, invite, turn_off, (("invited", "done"),)),
    Pair("invite / create, the third place", prepared(turned_off, links=2), invite, create_link, ONE_INVITES),
    Pair("invite / delete media", off, invite, delete_media, (("invited", "done"), ("refused: NotFound", "done"))),
    Pair("end many links / itself", two_links, end_links, end_links),
    Pair("end many links / delete many links", two_links, end_links, delete_links),
    Pair("end many links / end item", two_links, end_links, end_item),
    Pair(
        "delete many links / edit",
        two_links,
        delete_links,
        edit(clicks=5),
        (("done", "done"), ("done", "refused: NotFound")),
    ),
)
