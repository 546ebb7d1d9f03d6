"""Mutants of loading pages and playing."""

from tests.proofs.mutants.mutant import mutant

LINK, VISIT = "models/tables/guest_link.py", "models/tables/visit.py"
VISITING, PLAYING = "models/guests/visiting.py", "models/guests/playing.py"

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
        PLAYING,
        ".join(Visit, Visit.media_id == MediaFile.media_id)",
        ".join(Visit, Visit.media_id != 0)",
        "tests/models/guests/test_playing.py",
    ),
    mutant(
        "a session cookie is valid for every link",
        VISITING,
        'and_(GuestSession.secret_hash == bindparam("cookie"), GuestSession.link_id == link)',
        'and_(GuestSession.secret_hash == bindparam("cookie"), link == link)',
        "tests/models/guests/test_visiting.py",
    ),
    mutant(
        "the key of a visit is enough to play",
        PLAYING,
        'and_(Visit.key == bindparam("visit"), Visit.session_id == session)',
        'and_(Visit.key == bindparam("visit"), session == session)',
        "tests/models/guests/test_playing.py",
    ),
    mutant(
        "deleted media plays on",
        VISIT,
        "cls._in_play_epoch(MediaItem.available())",
        "cls._in_play_epoch(MediaItem.id == MediaItem.id)",
        "tests/models/guests/test_playing.py",
    ),
    mutant(
        "a visit plays on after its play epoch",
        VISIT,
        "GuestLink.play_epoch == cls.play_epoch, item)",
        "item)",
        "tests/models/guests/test_play_epoch.py",
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
        "    end_visits(db, guest, now=now)\n",
        "",
        "tests/models/guests/test_visiting.py",
    ),
    mutant(
        "a silent visit is revived",
        PLAYING,
        "and_(_may_play(), _worth_writing(played=played))",
        "and_(is_visit_of_guest(), _worth_writing(played=played))",
        "tests/models/guests/test_playing.py",
    ),
    mutant(
        "a visit is live at the instant when it has been silent too long",
        VISIT,
        "cls.last_seen_at > now - LONGEST_SILENCE, cls.started_at",
        "cls.last_seen_at >= now - LONGEST_SILENCE, cls.started_at",
        "tests/models/guests/test_playing.py",
    ),
)
