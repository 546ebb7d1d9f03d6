"""Mutants of preparing recordings."""

from tests.proofs.mutants.mutant import mutant

WORKFLOW, LEASING = "models/workflows/preparing.py", "models/workflows/leasing.py"
TESTS = "tests/models/workflows/test_preparing.py"
TROUBLES, DISKS = "tests/models/workflows/test_preparing_troubles.py", "tests/models/workflows/test_preparing_disks.py"
AT_ONCE = "tests/models/recordings/test_making_at_once.py"

MUTANTS = (
    mutant(
        "a worker without the lease records its step",
        LEASING,
        "Workflow.lease_holder == holder, Workflow.state",
        "Workflow.state",
        f"{TESTS}::test_a_worker_that_lost_its_lease_records_and_publishes_nothing",
    ),
    mutant(
        "a worker without the lease reports its progress",
        WORKFLOW,
        "    _check_held(db, started)\n    db.execute(update(Preparation)",
        "    db.execute(update(Preparation)",
        f"{DISKS}::test_a_worker_that_hung_reports_nothing_when_another_has_taken_over",
    ),
    mutant(
        "the lease of a dead worker never ends",
        "models/workflows/dispatching.py",
        "leased_until=now + LEASE, lease_holder=None",
        "leased_until=now + LEASE",
        f"{TROUBLES}::test_after_a_death_the_next_message_finds_the_work_free",
    ),
    mutant(
        "a file is published for a deleted item",
        "models/media/preparing.py",
        "MediaItem.deleted_at.is_(None), Preparation.source_name",
        "Preparation.source_name",
        f"{DISKS}::test_only_an_item_that_is_there_gets_the_file",
    ),
    mutant(
        "a piece is written in its place",
        "models/recordings/making.py",
        'path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")',
        "path",
        f"{AT_ONCE}::test_one_that_hung_does_not_touch_what_its_successor_made",
    ),
    mutant(
        "a piece gets its name after the lease was lost",
        "models/recordings/making.py",
        "        if not going_on():",
        "        if False:",
        f"{AT_ONCE}::test_one_that_hung_does_not_touch_what_its_successor_made",
    ),
    mutant(
        "a long recording gives way to nobody",
        WORKFLOW,
        "        if time.monotonic() < turn_ends:",
        "        if True:",
        "tests/models/workflows/test_taking_turns.py::test_each_makes_a_piece_in_turn_and_none_is_made_twice",
    ),
    mutant(
        "pieces that are there count as getting on",
        "models/workflows/work.py",
        "            continue\n",
        "            work.report(1)\n            continue\n",
        f"{TROUBLES}::test_one_piece_that_never_gets_done_sets_it_aside_though_others_are_there",
    ),
    mutant(
        "a sweep erases the folders of work that goes on",
        "models/files/work_folder.py",
        "found - set(db.scalars(kept))",
        "found",
        f"{TESTS}::test_a_sweep_erases_the_folders_of_items_that_are_not_being_prepared",
    ),
    mutant(
        "a transaction is open while a child is at work",
        WORKFLOW,
        "    with LONG_STEPS[started.name](work) as finish, begin() as db:",
        "    with begin() as db, (db.connection() and LONG_STEPS[started.name](work)) as finish:",
        f"{DISKS}::test_anybody_may_write_while_a_step_is_at_work",
    ),
    mutant(
        "a file whose commit got no answer is erased",
        "models/files/storage.py",
        "    if isinstance(after, Exception) and is_away(after):\n        return\n",
        "",
        f"{TROUBLES}::test_a_file_whose_commit_got_no_answer_stays_until_a_sweep_has_looked_for_its_row",
    ),
)
