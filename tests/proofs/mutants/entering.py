"""Mutants of entering: what counts as a click, and how often."""

from tests.proofs.mutants.mutant import Edit, Mutant, mutant

ADMISSION = "models/guests/admission.py"
VIEWS = "web/guest/views.py"
# Without test_races.py: on a busy machine its processes may happen to run one after the other, and find nothing.
ADMISSIONS = "tests/models/guests/test_admission.py"

_ASKS_FIRST = "if _is_open(db, token_hash, now) and spend_click(db, token_hash, recording, new, now):"
_IS_OPEN = """def _is_open(db: Any, token_hash: str, now: datetime) -> bool:
    from sqlalchemy import select

    link = select(GuestLink.id).where(GuestLink.token_hash == token_hash, GuestLink.admits(now))
    return db.execute(link).first() is not None


_ADMISSION = _in_one_statement()
"""

MUTANTS = (
    Mutant(
        "the link is checked, then the click is counted",
        (
            Edit(ADMISSION, "if spend_click(db, token_hash, recording, new, now):", _ASKS_FIRST),
            Edit(ADMISSION, ", GuestLink.admits(NOW), _has_recording()", ""),
            Edit(ADMISSION, "_ADMISSION = _in_one_statement()\n", _IS_OPEN),
        ),
        (ADMISSIONS,),
    ),
    mutant(
        "a click is spent though the recording that was found is another item's",
        ADMISSION,
        ", _has_recording(), *more",
        ", *more",
        ADMISSIONS,
    ),
    mutant("a repeated form counts twice on SQLite", ADMISSION, "_click(~_IS_KNOWN.exists())", "_click()", ADMISSIONS),
    mutant(
        "a GET counts as a click",
        VIEWS,
        "    return _entry_page(invitation, token)\n",
        "    from sqlalchemy import text\n    with database.writing() as db:\n"
        "        db.execute(text('UPDATE guest_link SET clicks = clicks + 1'))\n"
        "    return _entry_page(invitation, token)\n",
        "tests/web/guest/test_views.py",
    ),
    mutant(
        "HEAD starts a visit",
        VIEWS,
        'if request.method == "HEAD":',
        "if False:",
        "tests/web/guest/test_returning.py",
    ),
    mutant(
        "a repeated form counts twice",
        "web/guest/cookies.py",
        'return keys.derive_text("guest-session", self.token, self.secret, form_id, key=self.key)',
        'return keys.derive_text("guest-session", self.token, self.secret, form_id + secrets.token_hex(8))',
        "tests/web/guest/test_returning.py",
    ),
    mutant(
        "a letter behind a token is taken for a mark",
        "web/requests/guest_addresses.py",
        "len(token) == TOKEN_LENGTH and not following[:1].isalnum()",
        "len(token) == TOKEN_LENGTH",
        "tests/web/requests/test_guest_addresses.py",
    ),
    mutant(
        "a form that was open for days needs its cookie",
        "web/guest/views.py",
        "    if is_old:\n",
        "    if sent and is_old:\n",
        "tests/web/guest/test_form_ids.py",
    ),
)
