"""Mutants of one-time addresses."""

from tests.proofs.mutants.mutant import mutant

TABLE = "models/tables/one_time_address.py"
ADDRESSES = "models/people/one_time_addresses.py"
TESTS = "tests/models/people/test_one_time_addresses.py"

MUTANTS = (
    mutant(
        "a one-time address works at the instant of its end",
        TABLE,
        "cls.made_at > now - LIFETIME",
        "cls.made_at >= now - LIFETIME",
        f"{TESTS}::test_an_address_works_for_seven_days",
    ),
    mutant(
        "a one-time address works twice",
        ADDRESSES,
        ".values(used_at=now)",
        ".values(used_at=None)",
        f"{TESTS}::test_choosing_spends_it_and_signs_this_person_alone_out",
        f"{TESTS}::test_of_processes_that_spend_it_at_once_one_wins",
    ),
    mutant(
        "a new one-time address leaves the one before",
        ADDRESSES,
        "    forget_unused(db, user_id)\n    secret",
        "    secret",
        f"{TESTS}::test_what_ends_a_persons_address_and_nobody_elses",
    ),
    mutant(
        "a reset signs nobody out",
        "models/people/choosing_password.py",
        "accounts.end_sign_ins(db, user)",
        "pass",
        f"{TESTS}::test_choosing_spends_it_and_signs_this_person_alone_out",
    ),
)
