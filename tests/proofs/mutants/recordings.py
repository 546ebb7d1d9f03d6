"""Mutants of reading strangers' files."""

from tests.proofs.mutants.mutant import mutant

CHILD, TESTS = "models/recordings/child.py", "tests/models/recordings/test_child.py"
CONFINEMENT = "tests/models/recordings/test_confinement.py"
HOSTILE = "tests/models/recordings/test_hostile_files.py"

MUTANTS = (
    mutant(
        "the child knows the settings",
        CHILD,
        'env={}, cwd="/"',
        'cwd="/"',
        f"{CONFINEMENT}::test_the_child_knows_nothing_of_the_site",
    ),
    mutant(
        "the child can open files and sockets",
        "models/recordings/inside/confinement.py",
        "_limit(resource.RLIMIT_NOFILE, 0)",
        "pass",
        f"{CONFINEMENT}::test_the_child_can_open_nothing_and_start_nothing",
    ),
    mutant(
        "whatever the child says is shown",
        CHILD,
        "refused in SENTENCES",
        "refused",
        f"{TESTS}::test_an_answer_that_our_code_never_gives_is_a_failure",
    ),
    mutant(
        "any number of children run at once",
        CHILD,
        "BoundedSemaphore(AT_ONCE)",
        "BoundedSemaphore(99)",
        f"{TESTS}::test_more_files_at_once_wait_for_their_turn",
    ),
    mutant(
        "a turn is never given back",
        CHILD,
        "_turns.release()",
        "pass",
        f"{TESTS}::test_who_waits_too_long_is_told_to_come_back_and_the_turn_is_free_afterwards",
    ),
    mutant(
        "a video has pixels without end",
        "models/recordings/inside/opening.py",
        "if max(width, height) > LONG_SIDE or min(width, height) > SHORT_SIDE:",
        "if False:",
        f"{HOSTILE}::test_a_picture_has_8192_by_4320_pixels_either_way_up",
    ),
    mutant(
        "a picture has pixels without end",
        "models/recordings/inside/pictures.py",
        "MAX_PIXELS = 40_000_000",
        "MAX_PIXELS = 10**12",
        f"{HOSTILE}::test_a_poster_is_made_from_40_million_pixels_at_most",
    ),
)
