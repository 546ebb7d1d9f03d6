"""Mutants of what owners learn of their guests."""

from tests.proofs.mutants.mutant import Edit, Mutant, mutant

COUNTING, WATCHING = "models/guests/counting.py", "models/guests/watching.py"
STAYS_ERASED = " AND guest_entry.erased_at IS NULL\n"

MUTANTS = (
    mutant(
        "a player is believed whatever it says",
        WATCHING,
        "case((said > most, most), else_=said)",
        "case((said > most, said), else_=said)",
        "tests/models/guests/test_watching.py",
    ),
    mutant(
        "a report forgets the parts of the one before",
        WATCHING,
        "Visit.watched_parts.bitwise_or(_believed_parts())",
        "_believed_parts()",
        "tests/models/guests/test_watching.py",
    ),
    mutant(
        "a poster, which has no length, makes the whole recording watched",
        WATCHING,
        ", MediaFile.role.in_(_RECORDING))",
        ")",
        "tests/models/guests/test_watching.py",
    ),
    mutant(
        "a replaced recording goes on where the other one stopped",
        "models/guests/visiting.py",
        "first.place if first.place_in in shown.recording else None",
        "first.place",
        "tests/models/guests/test_watching.py",
    ),
    mutant(
        "a report locks the visit before its session",
        WATCHING,
        "Visit.session_id == select(session.c.id).scalar_subquery()",
        "Visit.session_id == select(GuestSession.id).where(is_session_of_guest()).scalar_subquery()",
        "tests/proofs/test_interleaving.py::test_every_order_ends_as_one_transaction_after_the_other",
    ),
    Mutant(
        "an erased entry is filled again",
        tuple(
            Edit(COUNTING, f"{row}{STAYS_ERASED}", f"{row}\n")
            for row in ("guest_entry.id = guest_session.entry_id", "guest_entry.id = watched.entry_id")
        ),
        ("tests/models/guests/test_counting.py",),
    ),
    mutant(
        "what was watched is lost with the row of the visit",
        COUNTING,
        "        _add_to_entries(db, visits)\n",
        "",
        "tests/models/guests/test_counting.py",
    ),
    mutant(
        "the form of somebody else replaces the guest who has entered meanwhile",
        "web/guest/somebody_else.py",
        "request.form.get(FIELD) == _mark(guest)",
        "request.form.get(FIELD)",
        "tests/web/guest/test_somebody_else.py",
    ),
    mutant(
        "owners see the guests of other owners' links",
        "web/owner/guests/owned.py",
        "if link is None or link.media_id != media_id:",
        "if link is None:",
        "tests/web/owner/guests/test_of_link.py",
    ),
    mutant(
        "a spreadsheet runs what a guest has typed",
        "models/plumbing/csv_files.py",
        "text.startswith(FORMULAS)",
        "text == FORMULAS",
        "tests/web/owner/guests/test_downloads.py",
    ),
    mutant(
        "a spreadsheet runs what stands behind a semicolon",
        "models/plumbing/csv_files.py",
        """_BEHIND_SEMICOLON.sub(";'", text)""",
        "text",
        "tests/models/plumbing/test_csv_files.py",
    ),
    mutant(
        "what a guest has typed is a formula in an Excel file",
        "models/plumbing/xlsx_files.py",
        "sheet.write_string(",
        "sheet.write(",
        "tests/models/plumbing/test_xlsx_files.py",
    ),
)
