"""GET changes nothing that people have made, at any route and for any role. It notes only that something is used."""

from typing import Any

from sqlalchemy import select

from models.plumbing import database
from models.tables import Base
from tests.vocabulary.site import Site
from tests.web.matrix import MATRIX, ROLES, Cast, path_of

# A guest's page begins a visit. What is asked for by a visit shows that it is alive, and that it plays.
NOTED_IN = {"visit"}
# The last use of a sign-in, and of a guest session.
NOTED = {("user_session", "last_seen_at"), ("guest_session", "last_load_at")}

Rows = dict[tuple[str, Any], dict[str, Any]]


def all_rows() -> Rows:
    """Each row of the site, by its table and primary key."""
    found: Rows = {}
    with database.reading() as db:
        for table in Base.metadata.sorted_tables:
            for row in db.execute(select(table)).mappings():
                found[table.name, tuple(row[key.name] for key in table.primary_key)] = dict(row)
    return found


def differences(before: Rows, after: Rows) -> set[tuple[str, str]]:
    """The tables with another number of rows, and the columns that have changed."""
    changed = {(table, "") for table, _ in before.keys() ^ after.keys()}
    for table, key in before.keys() & after.keys():
        old, new = before[table, key], after[table, key]
        changed |= {(table, column) for column in old if old[column] != new[column]}
    return {(table, column) for table, column in changed if table not in NOTED_IN}


def test_get_notes_only_that_something_is_used(site: Site, cast: Cast) -> None:
    browsers, values = cast
    paths = [path_of(site, endpoint, values) for endpoint, method in MATRIX if method == "GET"]
    assert len(paths) > 50
    changed = set()
    for path in paths:
        before = all_rows()
        for role in ROLES:
            browsers[role].get(path)
        changed |= {(path, *each) for each in differences(before, all_rows()) - NOTED}
    assert changed == set()


def test_a_changed_row_is_found(site: Site, cast: Cast) -> None:
    _browsers, values = cast
    before = all_rows()
    site.turn_off(int(str(values["media_id"])))
    assert ("media_item", "guest_access") in differences(before, all_rows())
