"""Mutants of the owner's lists, of search, and of replacing a file."""

from tests.proofs.mutants.mutant import mutant

FOLDING, KEYSET, ALL_LINKS = "models/plumbing/folding.py", "models/plumbing/keyset.py", "models/links/all_links.py"
LISTS, PAGES = "tests/models/media/test_listing.py", "tests/models/media/test_listing_pages.py"
REPLACING = "tests/models/workflows/test_replacing.py"

MUTANTS = (
    mutant(
        "a search takes % and _ for any text",
        FOLDING,
        'folded = folded.replace(special, "\\\\" + special)',
        "folded = folded.replace(special, special)",
        LISTS,
    ),
    mutant(
        "a search finds words across title and description",
        FOLDING,
        'return "\\n".join(map(fold, texts))',
        'return " ".join(map(fold, texts))',
        LISTS,
    ),
    mutant(
        "an edit leaves the text that is searched as it was",
        "models/media/editing.py",
        "media.folded = fold_lines(now.title, now.description, *now.tags)",
        "media.folded = media.folded",
        LISTS,
    ),
    mutant(
        "a page shows the last row of the page before",
        KEYSET,
        "return here < there if is_down else here > there",
        "return here <= there if is_down else here >= there",
        PAGES,
    ),
    mutant(
        "of few rows the last ones are lost",
        KEYSET,
        "few = [row for ids in found if len(ids) <= FEW for row in ids]",
        "few = [row for ids in found if len(ids) < 3 for row in ids]",
        PAGES,
    ),
    mutant(
        "a person without items cannot search for links",
        KEYSET,
        "if not lists:",
        "if not isinstance(lists, list):",
        "tests/models/links/test_all_links.py",
    ),
    mutant(
        "where an owner has many items, those of few others are lost",
        "models/links/listed_items.py",
        "return [*([few] if ids else []), *items_of(many)]",
        "return items_of(many) or [few]",
        PAGES,
    ),
    mutant(
        "a person whom the version before has renamed is found by the old name",
        "models/tables/user.py",
        'cls.folded_of.is_distinct_from(cls.name + "\\n" + cls.email)',
        "cls.folded_of.is_(None)",
        "tests/models/site/test_completing.py",
    ),
    mutant(
        "what is missing in rows is looked for among all rows",
        "models/tables/guest_entry.py",
        "return and_(cls.folded.is_(None), cls.erased_at.is_(None))",
        "return cls.folded.is_(None)",
        "tests/models/site/test_completing.py",
    ),
    mutant(
        "links of others are ended with one's own",
        ALL_LINKS,
        "GuestLink.deleted_at.is_(None), MediaItem.editable_by(user))",
        "GuestLink.deleted_at.is_(None), MediaItem.deleted_at.is_(None))",
        "tests/models/links/test_all_links.py",
    ),
    mutant(
        "an open page loses the file that is replaced while it loads",
        "models/media/replacing.py",
        "PLAYED_ON = LONGEST_VISIT + timedelta(minutes=1)",
        "PLAYED_ON = LONGEST_VISIT",
        "tests/models/workflows/test_erasing_replaced.py",
    ),
    mutant(
        "a poster that an owner has chosen goes with the file",
        "models/media/replacing.py",
        "MediaFile.created_at.not_in(times_of_drawn)",
        "MediaFile.created_at.in_(times)",
        REPLACING,
    ),
    mutant(
        "pieces of the file before are joined to the new one",
        "models/workflows/work.py",
        'is_another = said["source_name"] != work.source_name',
        "is_another = False",
        "tests/models/workflows/test_replacing_prepared.py",
    ),
)
