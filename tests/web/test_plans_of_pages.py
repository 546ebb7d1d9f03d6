"""Each page of owners and admins takes an index to the rows that it shows (facts 162). The pages are the routes of the
matrix, so a new one is looked at too, and fails until what it reads is right or listed here."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete

from models.guests.guest_groups import MOST_COUNTED
from models.plumbing import clock, database
from models.site.audit_log import READ_AT_ONCE
from models.tables import User, UserSession
from tests.conftest import forget
from tests.models.upkeep.conftest import SIZE, large_site  # noqa: F401 (a fixture)
from tests.vocabulary import plans
from tests.vocabulary.live import live
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.site import Site
from tests.web.applications import application
from tests.web.matrix import MATRIX, Cast, path_of

OF_PEOPLE = "owner_", "admin_", "account_page"
PAGES = [endpoint for endpoint, method in MATRIX if method == "GET" and endpoint.startswith(OF_PEOPLE)]
# They have a few rows, however large the site is.
SMALL = {"module", "site", "site_logo", "maintenance_run", "part_report", "permitted_user", "permitted_group"}
# Newest first or by name, these go along the whole site until the page is full.
UNTIL_FULL = {
    "owner_my_media.page": "media_item",
    "owner_all_links.page": "guest_link",
    "admin_users.page": "user_account USING INDEX ix_user_account_sorted_en",
    "admin_groups.page": "user_group USING INDEX ix_user_group_sorted_en",
    "admin_audit.page": "audit_entry",
    "admin_audit.file": "audit_entry",
    "admin_maintenance.page": "workflow",
}

# The most rows that a page reads of a table or index of the large site: of 24 or 50 things and what belongs to them.
A_PAGE = 300
CONNECTED = SIZE["connected"]
MOST = {
    # Guests of each link are counted up to a number.
    "owner_editing.edit": MOST_COUNTED + 2,
    # As long as the table of visits has few pages, PostgreSQL reads it all for those of 50 guests.
    "owner_guests.who_entered": CONNECTED,
    "owner_link_guests.guests": CONNECTED,
    # Files of all rows, so many at once.
    "owner_guests.download": CONNECTED,
    "owner_link_guests.download": CONNECTED,
    "admin_audit.file": READ_AT_ONCE + 1,
}
# The busiest item, its link, and one of its guests. Person 3 owns half of the items.
BUSIEST = {"media_id": 1, "link_id": 1, "entry_id": 10, "user_id": 3, "workflow_id": 1, "group_id": 1}
NAMES = {"slug": "invitetomedia", "name": "index.m3u8", "language": "en", "kind": "svg", "ending": "csv"}


def sent_for(client: FlaskClient, path: str) -> plans.Sent:
    """What the database is asked for this page."""
    with plans.sent_by(database.engine()) as sent:
        client.get(path, buffered=True)
    return plans.of_rows(sent)


def test_a_page_scans_no_table(site: Site, cast: Cast) -> None:
    browsers, values = cast
    with database.reading() as db:
        session_id = live(site, db.get_one(User, values["user_id"]))
    found = set()
    for endpoint in PAGES:
        for role, media_id in (("owner", values["media_id"]), ("owner", session_id), ("admin", values["media_id"])):
            path = path_of(site, endpoint, values | {"media_id": media_id})
            steps = plans.sqlite_steps(site.maker.bind, sent_for(browsers[role], path))
            scanned = {step.removeprefix("SCAN ") for step in steps if plans.is_scan(step)}
            found |= {(endpoint, table) for table in scanned - SMALL}
    assert found == set(UNTIL_FULL.items())


@pytest.fixture
def large(large_site: Engine, environment: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:  # noqa: F811
    """As it was when it was made: otherwise all its links would have expired, and all its guests have left."""
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", large_site.url.render_as_string(hide_password=False))
    monkeypatch.setattr(clock, "utcnow", lambda: NOW)
    forget()
    yield Site(application(), Maker(database.engine()))
    with database.writing() as db:
        db.execute(delete(UserSession))


@pytest.mark.long
def test_a_page_of_a_large_site_reads_what_it_shows(large: Site) -> None:
    with database.reading() as db:
        admin = large.signed_in(db.get_one(User, 1))
    found = {}
    for endpoint in PAGES:
        path = path_of(large, endpoint, {"role": "video", **NAMES, **BUSIEST})
        read = plans.rows_read(database.engine(), sent_for(admin, path))
        found[endpoint] = {place: rows for place, rows in read.items() if rows > MOST.get(endpoint, A_PAGE)}
    assert {endpoint: read for endpoint, read in found.items() if read} == {}
