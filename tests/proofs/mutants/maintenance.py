"""Mutants of sweeps, workflows and messages."""

from tests.proofs.mutants.mutant import mutant

LINK = "models/tables/guest_link.py"
STEPS, ERASING = "models/workflows/steps.py", "models/workflows/erasing_steps.py"
MEANWHILE = "tests/models/workflows/test_erasing_meanwhile.py"

MUTANTS = (
    mutant(
        "files on an unmounted disk outlive their item",
        ERASING,
        "the files would stay.\n    if not storage.is_reachable():",
        "the files would stay.\n    if False:",
        "tests/models/media/test_deleting.py::test_an_unmounted_disk_keeps_no_file_of_deleted_media_once_it_is_back",
    ),
    mutant(
        "the clean-up ends visits that are live",
        STEPS,
        "ended.where(not_(Visit.live_for_session(now)))",
        "ended",
        "tests/models/workflows/test_steps_meanwhile.py",
    ),
    mutant(
        "a workflow touches later epochs",
        STEPS,
        "and_(GuestSession.link_id == GuestLink.id, GuestSession.epoch <= Workflow.epoch)",
        "GuestSession.link_id == GuestLink.id",
        "tests/models/workflows/test_steps.py",
    ),
    mutant(
        "removed visits are not counted",
        "models/guests/ending_visits.py",
        "    count_removed(db, removed)\n",
        "",
        "tests/models/guests/test_ending_visits.py",
    ),
    mutant(
        "a step that failed is tried with the others again",
        "models/workflows/advancing.py",
        "bool(is_troubled) or step.name in ERASING_STEPS",
        "step.name in ERASING_STEPS",
        "tests/models/workflows/test_advancing_together.py",
    ),
    mutant(
        "two workers erase the files of one item",
        "models/workflows/advancing.py",
        "elif not is_held(workflow, now=now) and (step",
        "elif (step",
        MEANWHILE,
    ),
    mutant(
        "a stream that is written anew is erased",
        "models/files/live_folder.py",
        " or disk.written(found) > newest:",
        ":",
        MEANWHILE,
    ),
    mutant(
        "playlists are erased before what only they name",
        "models/files/live_folder.py",
        "names.is_playlist(name) == is_last",
        "names.is_playlist(name) != is_last",
        MEANWHILE,
    ),
    mutant(
        "a file that an upload has taken up again is erased",
        "models/files/doubtful_files.py",
        "        if storage.is_long_doubtful(name, now=now):\n",
        "        if True:\n",
        "tests/models/upkeep/test_sweeps_of_files.py",
    ),
    mutant(
        "a file that was replaced is erased before its row is gone",
        ERASING,
        "        storage.note_doubtful(name)\n",
        "        storage.note_doubtful(name)\n        storage.discard(name)\n",
        "tests/models/workflows/test_erasing_replaced.py",
    ),
    mutant(
        "visits of a deleted item are left open",
        STEPS,
        "finished=each.media_id not in left, more=True",
        "finished=True",
        "tests/models/workflows/test_steps_meanwhile.py",
    ),
    mutant(
        "a step is acknowledged before its work",
        "models/workflows/step_records.py",
        "step.state, step.tries = StepState.RUNNING, step.tries + 1",
        "step.state, step.tries = StepState.DONE, step.tries + 1",
        "tests/models/workflows/test_advancing.py",
    ),
    mutant(
        "messages are acknowledged early",
        "celeryconfig.py",
        "task_acks_late = True",
        "task_acks_late = False",
        "tests/tasks/test_schedule.py",
    ),
    mutant(
        "the expiry of deleted links is recorded",
        LINK,
        "cls.expiry_recorded_at.is_(None), cls.deleted_at.is_(None))",
        "cls.expiry_recorded_at.is_(None))",
        "tests/models/links/test_expiring.py",
    ),
    mutant(
        "erasing misses the email",
        "models/guests/erasing.py",
        '    "email": None,\n',
        "",
        "tests/models/guests/test_erasing.py",
    ),
    mutant(
        "a reached limit removes its guests",
        "models/tables/workflow.py",
        'Event.LIMIT_REACHED: ("tell_owner",),',
        'Event.LIMIT_REACHED: ("tell_owner", "remove_guests"),',
        "tests/models/workflows/test_steps.py::test_a_reached_limit_is_told_and_nothing_is_removed",
    ),
    mutant(
        "a missing media folder marks every item",
        "models/media/missing_files.py",
        "if not storage.is_reachable():",
        "if False:",
        "tests/models/media/test_missing_files.py::test_a_missing_media_folder_marks_nothing_and_is_not_made",
    ),
    mutant(
        "an item is marked by what was seen before its file was locked",
        "models/media/missing_files.py",
        "found = {file.media_id for file in checked if present[file.stored_name]}",
        "found: set[int] = set()",
        "tests/models/media/test_missing_files.py::test_a_file_that_came_back_before_the_mark_marks_nothing",
    ),
    mutant(
        "two beats pile up messages",
        "tasks/beat.py",
        "if is_locked and not broker.count_waiting(channel, self.app.amqp.queues[queue]):",
        "if True:",
        "tests/tasks/test_beat.py::test_two_beats_leave_one_message_between_them",
    ),
    mutant(
        "steps are handed out while ends wait",
        "tasks/periodic.py",
        "running.ends_wait(now=now)",
        "False",
        "tests/tasks/test_handing_out_workflows.py::test_ends_are_recorded_before_steps_are_handed_out_unless_that_has_stopped",
    ),
    mutant(
        "steps wait for a run that has stopped",
        "models/upkeep/running.py",
        "MaintenanceRun.backlog > 0, MaintenanceRun.last_success_at > now - LONGEST_RUN",
        "(MaintenanceRun.backlog > 0,)",
        "tests/tasks/test_handing_out_workflows.py::test_ends_are_recorded_before_steps_are_handed_out_unless_that_has_stopped",
    ),
)
