"""Mutants of what owners change on a link that is in use, and of removing and erasing guests."""

from tests.proofs.mutants.mutant import Edit, Mutant, mutant

EDITING, ENDING, REMOVING = "models/links/editing.py", "models/links/ending.py", "models/guests/removing_guests.py"
EDITS, ENDS = "tests/models/links/test_editing.py", "tests/models/links/test_ending.py"
REVIVALS = "tests/models/links/test_reviving.py"
REMOVALS = "tests/models/guests/test_removing_guests.py"
ORDERS = "tests/proofs/test_interleaving.py::test_every_order_ends_as_one_transaction_after_the_other"

MUTANTS = (
    mutant(
        "a limit is written although more clicks are spent",
        EDITING,
        ", *([] if limit is None else [GuestLink.clicks <= limit]))",
        ")",
        EDITS,
    ),
    mutant(
        "what somebody else has changed is overwritten",
        "models/plumbing/changed_fields.py",
        "        raise ChangedMeanwhile\n",
        "        pass\n",
        EDITS,
    ),
    mutant("the guests of an expired link come back with it", EDITING, "    media.access_epoch += 1\n", "", REVIVALS),
    Mutant(
        "a link that lives again takes its epoch from the item, and not a new one",
        (
            Edit(EDITING, "    media.access_epoch += 1\n", "    epoch = link.access_epoch + 1\n"),
            Edit(EDITING, '{"access_epoch": media.access_epoch, "expiry', '{"access_epoch": epoch, "expiry'),
        ),
        (REVIVALS,),
    ),
    mutant(
        "nobody cleans up after a link that lives again before a sweep has seen its end",
        EDITING,
        "    if link.expiry_recorded_at is None:\n",
        "    if link.expiry_recorded_at == now:\n",
        REVIVALS,
    ),
    mutant(
        "a limit that is reached again is not recorded again",
        EDITING,
        '{"click_limit": changes["clicks"], "limit_recorded_at": None}',
        '{"click_limit": changes["clicks"]}',
        REVIVALS,
    ),
    mutant("a moved end leaves the mark of End now", EDITING, ', "ended_at": None}', "}", REVIVALS),
    mutant("an ended link plays on", ENDING, "            play_epoch=GuestLink.play_epoch + 1,\n", "", ENDS),
    mutant(
        "the sweep expires an ended link again",
        ENDING,
        "            expiry_recorded_at=func.coalesce(GuestLink.expiry_recorded_at, now),\n",
        "",
        ENDS,
    ),
    mutant(
        "End now of an item leaves the pages of its links",
        ENDING,
        '    db.execute(links, execution_options={"synchronize_session": False})\n',
        "",
        ENDS,
    ),
    mutant(
        "a notice is sent although the link lives again",
        "models/workflows/steps.py",
        ", untold, Workflow.created_at == _RECORDED, ",
        ", untold, ",
        REVIVALS,
    ),
    mutant(
        "a notice is sent of a link that is deleted",
        "models/workflows/steps.py",
        "== _RECORDED, GuestLink.remains())",
        "== _RECORDED)",
        "tests/models/links/test_notices.py",
    ),
    mutant(
        "a link does not work at the instant of its start",
        "models/tables/guest_link.py",
        "cls.starts_at > now",
        "cls.starts_at >= now",
        EDITS,
    ),
    mutant(
        "a page that is being loaded while its guest is removed plays on",
        REMOVING,
        '{"epoch": NO_EPOCH, "last_load_at": LONG_AGO}',
        '{"secret_hash": GuestSession.secret_hash}',
        ORDERS,
    ),
    mutant(
        "the pages of a removed guest play on",
        REMOVING,
        "    db.execute(visits.values(ended_at=now))\n",
        "    visits.values(ended_at=now)\n",
        REMOVALS,
    ),
    mutant(
        "another spelling of an address is not erased",
        "models/guests/erasing.py",
        "each.lower() == typed",
        "each == typed",
        "tests/models/guests/test_erasing_addresses.py",
    ),
    mutant(
        "an address stays in entries that an older version has written",
        "models/guests/erasing.py",
        "without_text | of_address",
        "of_address",
        "tests/models/guests/test_erasing_addresses.py",
    ),
    mutant(
        "a link is made whose end cannot be edited",
        "models/links/bounding.py",
        "    if ends_at > LATEST:\n",
        "    if ends_at < EARLIEST:\n",
        "tests/models/links/test_durations.py",
    ),
)
