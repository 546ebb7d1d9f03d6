"""Mutants of *Invite guests*, of what a link's limit, start and end may be, and of who may edit one."""

from tests.proofs.mutants.mutant import mutant

INVITING, BOUNDING, PAGE = "models/links/inviting.py", "models/links/bounding.py", "web/owner/links/editing.py"
INVITATIONS, EDITS = "tests/models/links/test_inviting.py", "tests/models/links/test_editing.py"
LARGEST = f"{EDITS}::test_the_largest_values_of_the_admin_bind_and_days_count_from_now"

MUTANTS = (
    mutant(
        "Invite guests opens older links without asking",
        INVITING,
        "if not {link.id for link in older} <= set(may_open):",
        "if False:",
        f"{INVITATIONS}::test_it_asks_before_older_links_are_opened_again",
    ),
    mutant(
        "an answer about one link opens all",
        INVITING,
        "if not {link.id for link in older} <= set(may_open):",
        "if older and not may_open:",
        f"{INVITATIONS}::test_an_answer_about_one_link_opens_no_other",
    ),
    mutant(
        "Invite guests shows the newest link, whether it admits or not",
        INVITING,
        "for link, status in links if status == LinkStatus.ACTIVE]",
        "for link, status in links]",
        INVITATIONS,
    ),
    mutant(
        "Invite guests shows the oldest link that admits",
        INVITING,
        "admitting[-1]",
        "admitting[0]",
        f"{INVITATIONS}::test_it_shows_the_newest_link_that_admits_and_makes_no_other",
    ),
    mutant(
        "the link of an invitation lasts as long as the admin allows",
        INVITING,
        "bounds.default_days is not None else USUAL_DAYS",
        "bounds.default_days is not None else bounds.most_days or USUAL_DAYS",
        f"{INVITATIONS}::test_the_admins_defaults_and_largest_values_count",
    ),
    mutant(
        "an edit goes beyond the admin's largest number of clicks",
        BOUNDING,
        "        _check_clicks_bound(after.clicks, bounds)\n",
        "",
        LARGEST,
    ),
    mutant(
        "an edit goes beyond the admin's largest number of days",
        BOUNDING,
        "if ends_at > now + timedelta(hours=24 * bounds.most_days):",
        "if ends_at > now + timedelta(hours=24 * bounds.most_days + 1):",
        LARGEST,
    ),
    mutant(
        "a link may end at the instant of the edit",
        BOUNDING,
        "ends_at is not None and ends_at <= now:",
        "ends_at is not None and ends_at < now:",
        f"{EDITS}::test_a_new_end_is_in_the_future",
    ),
    mutant(
        "a link may end at the instant of its start",
        BOUNDING,
        "after.ends_at <= after.starts_at",
        "after.ends_at < after.starts_at",
        f"{EDITS}::test_the_end_is_after_the_start",
    ),
    mutant(
        "a start may be moved behind the end",
        BOUNDING,
        'for field in ("ends_at", "starts_at") if',
        'for field in ("ends_at",) if',
        f"{EDITS}::test_the_end_is_after_the_start",
    ),
    mutant(
        "a link is edited without the permission to create one",
        PAGE,
        "if not permitting.is_permitted(db, signed_in_user().id):",
        "if False:",
        "tests/web/owner/links/test_editing.py::test_the_permission_is_needed",
    ),
    mutant(
        "a permission that was lost while typing still counts",
        PAGE,
        "    try:\n        _require_permission()\n",
        "    try:\n        pass\n",
        "tests/web/owner/links/test_editing.py::test_the_permission_is_needed",
    ),
)
