"""Mutants of what admins do: handing over, the look of the site, the audit log; and of the rights of whoever may only
watch."""

from tests.proofs.mutants.mutant import mutant

HANDING_OVER, HANDED_OVER = "models/media/handing_over.py", "tests/models/media/test_handing_over.py"
ACCENTS, READABLE = "models/site/accents.py", "tests/models/site/test_accents.py"
STATIC, FILES = "web/pages/static_files.py", "tests/web/pages/test_static_files.py"
CONTENTS = "web/pages/static_contents.py"
AUDIT, WATCHERS = "tests/models/site/test_audit.py", "tests/web/test_site_wide.py"
FORMS = f"{WATCHERS}::test_the_form_of_an_owner_does_nothing_when_somebody_else_sends_it"

MUTANTS = (
    mutant(
        "the links of an item stay stopped with its new owner",
        HANDING_OVER,
        "    stopping.copy_onto_item(db, media)\n",
        "",
        "tests/models/people/test_stopping.py::test_an_item_takes_the_state_of_its_new_owner",
    ),
    mutant(
        "the links of all items stay stopped with their new owner",
        HANDING_OVER,
        "    stopping.copy_onto_links_of(db, owner.id)\n",
        "",
        f"{HANDED_OVER}::test_all_items_of_a_person_take_the_state_of_their_new_owner_and_deleted_ones_stay",
    ),
    mutant(
        "deleted media is handed over too",
        HANDING_OVER,
        "and_(MediaItem.owner_id == user_id, MediaItem.deleted_at.is_(None))",
        "and_(MediaItem.owner_id == user_id)",
        f"{HANDED_OVER}::test_all_items_of_a_person_take_the_state_of_their_new_owner_and_deleted_ones_stay",
    ),
    mutant(
        "a disabled person is given media",
        HANDING_OVER,
        "if owner.disabled_at is not None:",
        "if False:",
        f"{HANDED_OVER}::test_nobody_who_is_disabled_is_given_anything",
    ),
    mutant("an accent may be as pale as large letters", ACCENTS, "ENOUGH = 4.5", "ENOUGH = 3", READABLE),
    mutant(
        "an accent is not judged on the soft colour behind it",
        ACCENTS,
        "[*map(_read, scheme.backgrounds), soft]",
        "[*map(_read, scheme.backgrounds)]",
        READABLE,
    ),
    mutant(
        "white stands on each accent",
        ACCENTS,
        "[readable]) if scheme.is_dark else WHITE",
        "[readable]) and WHITE",
        READABLE,
    ),
    mutant(
        "a script keeps its address when what it imports has changed",
        CONTENTS,
        "sha256(content).hexdigest()",
        "sha256(path.read_bytes()).hexdigest()",
        f"{FILES}::test_a_script_has_another_address_when_what_it_imports_has_changed",
    ),
    mutant(
        "caches keep the present file under the address of another version",
        STATIC,
        "if filename == file.address:",
        "if hashed:",
        f"{FILES}::test_under_another_hash_or_none_the_present_file_is_sent_and_not_kept",
    ),
    mutant(
        "an entry in the audit log stays though its act failed",
        "models/site/audit.py",
        "    db.execute(insert(AuditEntry).values(at=now, act=act, **entry))\n",
        "    db.execute(insert(AuditEntry).values(at=now, act=act, **entry))\n    db.commit()\n",
        f"{AUDIT}::test_an_act_that_fails_leaves_no_entry",
    ),
    mutant(
        "the audit log does not know who ended many links at once",
        "web/owner/links/all_links.py",
        '        _note(db, "link_ended", ended)\n',
        "",
        "tests/web/owner/links/test_many_at_once.py",
    ),
    mutant(
        "somebody who may only watch an item can change it",
        "models/media/permitting.py",
        "if not is_owner(db, media_id, user):",
        "if False:",
        FORMS,
    ),
    mutant(
        "somebody who may only watch an item can end many of its links",
        "models/links/all_links.py",
        "GuestLink.deleted_at.is_(None), MediaItem.editable_by(user))",
        "GuestLink.deleted_at.is_(None), MediaItem.visible_to(user))",
        FORMS,
    ),
    mutant(
        "somebody who may only watch a recording can replace its file",
        "web/owner/adding/replacing.py",
        "media = permitting.owned_media(db, media_id, user)\n",
        "media = permitting.visible_media(db, media_id, user)\n",
        f"{WATCHERS}::test_nobody_replaces_the_file_of_somebody_elses_item",
    ),
)
