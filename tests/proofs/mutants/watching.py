"""Mutants of loading pages and playing."""

from tests.proofs.mutants.mutant import mutant

LINK = "models/tables/guest_link.py"
VISITING = "models/guests/visiting.py"

MUTANTS = (
    mutant(
        "a session of an earlier epoch loads",
        "models/tables/guest_session.py",
        "GuestLink.allows_load(now), GuestLink.access_epoch == cls.epoch",
        "GuestLink.allows_load(now)",
        "tests/models/guests/test_visiting.py",
    ),
    mutant(
        "a visit gets bytes of every item",
        VISITING,
        ".join(Visit, Visit.media_id == MediaFile.media_id)",
        ".join(Visit, Visit.media_id != 0)",
        "tests/models/guests/test_playing.py",
    ),
    mutant(
        "a session cookie is valid for every link",
        VISITING,
        "and_(GuestSession.secret_hash == guest.session_hash, GuestSession.link_id == link)",
        "and_(GuestSession.secret_hash == guest.session_hash, link == link)",
        "tests/models/guests/test_visiting.py",
    ),
    mutant(
        "the key of a visit is enough to play",
        VISITING,
        "and_(Visit.key == visit_key, Visit.session_id == session)",
        "and_(Visit.key == visit_key, session == session)",
        "tests/models/guests/test_playing.py",
    ),
    mutant(
        "deleted media plays on",
        "models/tables/visit.py",
        "return and_(cls.live(now), available)",
        "return cls.live(now)",
        "tests/models/guests/test_playing.py",
    ),
    mutant(
        "the limit is checked on reload",
        LINK,
        "for name, is_true in cls._causes(now).items() if name != LinkStatus.LIMIT_REACHED)))",
        "for name, is_true in cls._causes(now).items())))",
        "tests/models/guests/test_visiting.py",
    ),
    mutant(
        "a refused load ends no visits",
        VISITING,
        "        _end_visits(db, guest, now=now)\n",
        "",
        "tests/models/guests/test_visiting.py",
    ),
    mutant(
        "a silent visit is revived",
        VISITING,
        "may_play = _may_play(guest, visit_key, now)",
        "may_play = _is_visit_of(guest, visit_key)",
        "tests/models/guests/test_playing.py",
    ),
    mutant(
        "a visit is live at the instant when it has been silent too long",
        "models/tables/visit.py",
        "cls.last_seen_at > now - LONGEST_SILENCE, cls.started_at",
        "cls.last_seen_at >= now - LONGEST_SILENCE, cls.started_at",
        "tests/models/guests/test_playing.py",
    ),
)
