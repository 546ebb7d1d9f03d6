"""Pairs with a worker that prepares a recording."""

from sqlalchemy import select

from models.plumbing import database
from models.tables import MediaFile, MediaItem
from models.workflows.leasing import LONG_LEASE
from tests.proofs.interleaving.pair import Answers, Pair, watcher_plays
from tests.proofs.transactions.acts import delete_media, load, lose_file, run_task, turn_off
from tests.proofs.transactions.preparing import (
    come_to_publishing,
    come_to_replacing,
    delete_and_erase,
    make_anew,
    publish,
    publish_and_lose,
    renew,
    report,
)
from tests.proofs.transactions.replacing import PLAYABLE, replace_rows
from tests.proofs.transactions.setup import Setup, prepared
from tests.vocabulary.maker import NOW

LEASE_OVER = NOW + LONG_LEASE
PUBLISHED_OR_STOPPED = (("published", "done"), ("stopped", "done"))
made = prepared(come_to_publishing)
lost = prepared(publish_and_lose)
# The new file of a recording that a guest watches.
replacement = prepared(come_to_replacing, guests=1, visits=1)
REPLACED_OR_STOPPED = (("replaced", "published"), ("replaced", "stopped"))
REPLACED_OR_NOT_FOUND = (("replaced", "done"), ("refused: NotFound", "done"))


def no_file_of_a_deleted_item(setup: Setup, _answers: Answers, _now: object) -> bool:
    """A deleted item whose files were erased has no file."""
    with database.reading(setup.maker.bind) as db:
        deleted = select(MediaFile.id).join(MediaItem).where(MediaItem.deleted_at.is_not(None))
        return db.scalars(deleted).first() is None


PREPARING = (
    Pair("publish / publish", made, publish, publish, (("published", "stopped"), ("stopped", "published"))),
    Pair("publish / delete media", made, publish, delete_media, PUBLISHED_OR_STOPPED),
    Pair(
        "publish / delete media, and erase its files",
        made,
        publish,
        delete_and_erase,
        PUBLISHED_OR_STOPPED,
        holds=no_file_of_a_deleted_item,
    ),
    Pair("publish / turn off", made, publish, turn_off, (("published", "done"),)),
    Pair(
        "publish / dispatch_preparing, the lease is over",
        made,
        publish,
        run_task("dispatch_preparing", now=LEASE_OVER),
        (("published", "swept"), ("stopped", "swept")),
        now=LEASE_OVER,
    ),
    Pair(
        "renew / dispatch_preparing, the lease is over",
        made,
        renew,
        run_task("dispatch_preparing", now=LEASE_OVER),
        (("renewed", "swept"), ("lost", "swept")),
        now=LEASE_OVER,
    ),
    Pair("renew / delete media", made, renew, delete_media, (("renewed", "done"), ("lost", "done"))),
    Pair("make anew / make anew", lost, make_anew, make_anew),
    Pair("make anew / delete media", lost, make_anew, delete_media, (("done", "done"), ("refused: NotFound", "done"))),
    Pair(
        "make anew / notice_missing_files",
        lost,
        make_anew,
        run_task("notice_missing_files"),
        (("done", "swept"),),
    ),
    Pair("replace / replace", prepared(), replace_rows(), replace_rows(), (("replaced", "replaced"),)),
    Pair(
        "replace at once / replace",
        prepared(),
        replace_rows(PLAYABLE),
        replace_rows(),
        (("replaced", "replaced"),),
    ),
    Pair("replace / report", made, replace_rows(), report, (("replaced", "reported"), ("replaced", "stopped"))),
    Pair(
        "replace at once / notice_missing_files",
        prepared(lose_file),
        replace_rows(PLAYABLE),
        run_task("notice_missing_files"),
        (("replaced", "swept"),),
    ),
    Pair("make anew / replace at once", lost, make_anew, replace_rows(PLAYABLE), (("done", "replaced"),)),
    Pair("replace / delete media", prepared(), replace_rows(), delete_media, REPLACED_OR_NOT_FOUND),
    Pair("replace / publish", made, replace_rows(), publish, REPLACED_OR_STOPPED),
    Pair("replace / publish the replacement", replacement, replace_rows(), publish, REPLACED_OR_STOPPED),
    Pair("publish the replacement / delete media", replacement, publish, delete_media, PUBLISHED_OR_STOPPED),
    Pair(
        "publish the replacement / load", replacement, publish, load(), (("published", "loaded"),), holds=watcher_plays
    ),
)
