"""Mutants of entering: what counts as a click, and how often."""

from tests.proofs.mutants.mutant import Edit, Mutant, mutant

ADMISSION = "models/guests/admission.py"
VIEWS = "web/guest/views.py"
# Without test_races.py: on a busy machine its processes may happen to run one after the other, and find nothing.
ADMISSIONS = "tests/models/guests/test_admission.py"

_CLICK = """    return (
        update(GuestLink)
        .where(GuestLink.token_hash == token_hash, GuestLink.admits(now))
        .values(clicks=GuestLink.clicks + 1)
    )
"""
_READ_FIRST = """    from models.plumbing import database

    with database.reading() as db:
        link = select(GuestLink.id, GuestLink.clicks).where(GuestLink.token_hash == token_hash, GuestLink.admits(now))
        row = db.execute(link).one_or_none()
    link_id, clicks = (row[0], row[1]) if row else (None, 0)
    return update(GuestLink).where(GuestLink.id == link_id).values(clicks={clicks} + 1)
"""

MUTANTS = (
    Mutant(
        "the counter is read, then written",
        (Edit(ADMISSION, _CLICK, _READ_FIRST.replace("{clicks}", "clicks")),),
        (ADMISSIONS,),
    ),
    Mutant(
        "the link is checked, then the click is counted",
        (Edit(ADMISSION, _CLICK, _READ_FIRST.replace("{clicks}", "GuestLink.clicks")),),
        (ADMISSIONS,),
    ),
    mutant(
        "a GET counts as a click",
        VIEWS,
        "    return _entry_page(link, token)\n",
        "    with database.writing() as db:\n        db.get_one(GuestLink, link.id).clicks += 1\n"
        "    return _entry_page(link, token)\n",
        "tests/web/guest/test_views.py",
    ),
    mutant(
        "HEAD starts a visit",
        VIEWS,
        'media_page.head(guest) if request.method == "HEAD" else media_page.load(token, guest)',
        "media_page.load(token, guest)",
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
        "if form_ids.was_open_too_long(token, sent_id, now=clock.utcnow()):",
        "if pre and form_ids.was_open_too_long(token, sent_id, now=clock.utcnow()):",
        "tests/web/guest/test_form_ids.py",
    ),
)
