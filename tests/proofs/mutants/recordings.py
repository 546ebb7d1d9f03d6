"""Mutants of reading strangers' files."""

from tests.proofs.mutants.mutant import mutant

CHILD, TESTS = "models/recordings/child.py", "tests/models/recordings/test_child.py"
CONFINEMENT = "tests/models/recordings/test_confinement.py"
HOSTILE = "tests/models/recordings/test_hostile_files.py"
INSIDE = "tests/models/recordings/inside"

MUTANTS = (
    mutant(
        "the child knows the settings",
        "models/recordings/processes.py",
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
    mutant(
        "streams that nobody uses are sent to guests",
        "models/recordings/inside/cleanliness.py",
        "len(used) < len(container.streams) or ",
        "",
        f"{INSIDE}/test_cleanliness.py::test_what_programs_write_into_tags_and_streams_is_found",
    ),
    mutant(
        "what cameras note between the pictures is copied",
        "models/recordings/inside/notes.py",
        "NOTES = 6",
        "NOTES = 99",
        f"{INSIDE}/test_notes.py::test_notes_are_taken_out_of_units_with_lengths",
    ),
    mutant(
        "a file cut off is taken for a whole one",
        "models/recordings/inside/measuring.py",
        "entries[last].pos + entries[last].size > size",
        "False",
        f"{INSIDE}/test_measuring.py::test_a_file_cut_off_is_taken_as_far_as_it_goes",
    ),
    mutant(
        "a picture of high dynamic range is sent as it is",
        "models/recordings/judging.py",
        "        and picture.transfer not in HIGH_DYNAMIC_RANGE\n        and blocks",
        "        and blocks",
        "tests/models/recordings/test_judging.py::test_a_picture_that_does_not_play_everywhere_is_encoded",
    ),
    mutant(
        "a sound with gaps is copied",
        "models/recordings/judging.py",
        "is_modest and not sound.is_irregular",
        "is_modest",
        f"{INSIDE}/test_gaps.py::test_behind_a_gap_the_sound_is_with_the_picture_in_every_player",
    ),
    mutant(
        "an encrypted file is prepared",
        "models/recordings/inside/chunks.py",
        "scrambled > len(packets) / 2",
        "False",
        f"{INSIDE}/test_structures.py::test_a_scrambled_transport_stream_is_encrypted",
    ),
    mutant(
        "a frame where two pieces meet is in both",
        "models/recordings/inside/selecting.py",
        "is_after = time >= stretch.end",
        "is_after = time > stretch.end",
        f"{INSIDE}/test_encoding.py::test_each_frame_comes_once_and_at_its_time",
    ),
    mutant(
        "times that jump stay as they are",
        "models/recordings/inside/timeline.py",
        "LONGEST_STEP_BACK, LONGEST_LEAD = 0.5, 10.0",
        "LONGEST_STEP_BACK, LONGEST_LEAD = 1e9, 10.0",
        f"{INSIDE}/test_timeline.py::test_parts_are_shown_one_after_the_other_and_sound_stays_with_them",
    ),
    mutant(
        "a mirrored picture is made as it is coded",
        "models/recordings/inside/filtering.py",
        "if shape.is_mirrored else []",
        "if False else []",
        f"{INSIDE}/test_orientation.py::test_copy_and_posters_are_as_a_phone_shows_it",
    ),
    mutant(
        "the shape of pixels that stands in the pictures alone is lost",
        "models/recordings/inside/aspects.py",
        "    told = (stream.sample_aspect_ratio, stream.codec_context.sample_aspect_ratio)\n",
        "    told = (stream.sample_aspect_ratio,)\n",
        f"{INSIDE}/test_aspects.py::test_the_shape_is_known_wherever_it_stands",
    ),
    mutant(
        "a poster of the original keeps its light",
        "models/recordings/inside/frames.py",
        "    if not needs_table(colours):",
        "    if True:",
        f"{INSIDE}/test_bright_posters.py::test_a_poster_of_the_original_looks_like_the_copy",
    ),
    mutant(
        "the sound of a piece begins without what comes before it",
        "models/recordings/inside/sound_encoding.py",
        "LEAD_SECONDS = 8",
        "LEAD_SECONDS = 0",
        f"{INSIDE}/test_sound_encoding.py::test_nothing_clicks_where_pieces_meet",
    ),
    mutant(
        "the table of light has its colours mixed up",
        "models/recordings/inside/lookup.py",
        "if red > 200 > max(green, blue) else _RED_FIRST",
        "or _RED_FIRST",
        f"{INSIDE}/test_tone_mapping.py::test_red_stays_red",
    ),
)
