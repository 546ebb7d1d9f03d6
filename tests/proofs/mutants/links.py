"""Mutants of links, and of what owners do with them."""

from tests.proofs.mutants.mutant import Edit, Mutant, mutant

LINK = "models/tables/guest_link.py"
RULES = "tests/models/tables/test_guest_link.py"
RACES = "tests/models/guests/test_races.py"

MUTANTS = (
    Mutant(
        "links are counted, then inserted",
        (
            Edit(LINK, 'UniqueConstraint("media_id", "slot"),', ""),
            Edit(
                "models/migrations/versions/0001_the_first_tables.py",
                "    sa.UniqueConstraint('media_id', 'slot', name=op.f('uq_guest_link_media_id_slot')),\n",
                "",
            ),
            Edit(
                "models/links/creating.py",
                "media = lock_media(db, media_id)",
                "media = db.get_one(MediaItem, media_id)",
            ),
        ),
        (f"{RACES}::test_8_processes_create_three_links", "tests/models/links/test_creating.py"),
    ),
    mutant(
        "a link admits at the instant of its expiry",
        LINK,
        "cls.expires_at <= now",
        "cls.expires_at < now",
        f"{RULES}::test_a_link_is_expired_from_its_instant_of_expiry_on",
    ),
    mutant(
        "the switch is not copied onto the links",
        "models/links/switching.py",
        "db.execute(_update_links(media).values(access_on=False, access_epoch=ended + 1))",
        "_update_links(media)",
        "tests/models/links/test_switching.py",
    ),
    mutant(
        "a link admits while a module is off",
        LINK,
        "LinkStatus.UNAVAILABLE.value: or_(not_(Module.guest_links_on()), cls.owner_stopped)",
        "LinkStatus.UNAVAILABLE.value: cls.owner_stopped",
        RULES,
    ),
    mutant(
        "a link admits while its disabled owner's links stop",
        LINK,
        "LinkStatus.UNAVAILABLE.value: or_(not_(Module.guest_links_on()), cls.owner_stopped)",
        "LinkStatus.UNAVAILABLE.value: not_(Module.guest_links_on())",
        "tests/models/people/test_stopping.py",
    ),
    mutant(
        "a new link of a disabled owner admits although their links stop",
        "models/links/creating.py",
        "    link.owner_stopped = stopping.owner_is_stopped(db, media.owner_id)\n",
        "",
        "tests/models/people/test_stopping.py",
    ),
    mutant(
        "deleting leaves the place taken",
        "models/links/deleting.py",
        ".values(deleted_at=now, slot=None)",
        ".values(deleted_at=now)",
        "tests/models/links/test_deleting.py",
    ),
    mutant(
        "a form that is sent again is a new form",
        "models/links/creating.py",
        "made = _link_made_by_form(db, media_id, new.form_id)",
        "made = None",
        "tests/models/links/test_creating.py",
    ),
)
