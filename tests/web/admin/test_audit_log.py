"""The audit log as admins see it (contract 12.47, 12.48)."""

import ast
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.plumbing import clock, database
from models.site import audit, audit_log
from models.tables import MediaItem
from tests.vocabulary.pages import errors_beside, links
from tests.vocabulary.site import Site
from tests.web.admin.conftest import Admin
from tests.web.cli.conftest import Run, run  # noqa: F401 (a fixture)
from web.admin.acts import ACTS

ROOT = Path(__file__).parents[3]


def shown(page: str) -> list[str]:
    """The acts of the page's rows, in order."""
    return [text.strip() for text in re.findall(r'<th role="rowheader" scope="row">([^<]*)', page)]


def write_entries(count: int, *, media_id: int | None = None) -> None:
    with database.writing() as db:
        for number in range(count):
            audit.note(db, f"act_{number}", user_id=None, media_id=media_id, now=clock.utcnow())


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_what_was_done_here_and_at_the_command_line_is_listed_newest_first(
    admin: Admin,
    site: Site,
    run: Run,  # noqa: F811 (a fixture)
) -> None:
    ada = site.maker.user("viewer")
    assert admin.post(f"/admin/users/{ada.id}", do="role", role="contributor").status_code == 303
    run("user", "disable", ada.email)
    page = admin.client.get("/admin/audit").text
    assert shown(page) == ["Account disabled", "Role changed"]
    who = re.findall(r'data-label="Who">(.*?)</td>', page, re.DOTALL)
    assert "Command line" in who[0]
    assert admin.user.name in who[1]
    assert f"{ada.email} (contributor)" in page


def test_an_act_that_is_refused_is_not_listed(admin: Admin) -> None:
    assert admin.post(f"/admin/users/{admin.user.id}", do="state", state="off").status_code == 409
    assert shown(admin.client.get("/admin/audit").text) == []


def test_entries_are_filtered_by_person_act_item_link_and_command_line(admin: Admin, site: Site) -> None:
    ada = site.maker.user()
    acts = (("role_set", ada.id, None, None), ("access_on", ada.id, 7, None), ("link_edited", None, 8, 9))
    with database.writing() as db:
        for act, user_id, media_id, link_id in acts:
            audit.note(db, act, user_id=user_id, media_id=media_id, link_id=link_id, now=clock.utcnow())
    everything = ["Link edited", "Guest access turned on", "Role changed"]
    for filters, wanted in (
        ("", everything),
        ("email=&act=&item=&link=", everything),
        (f"email={ada.email.upper()}", everything[1:]),
        ("act=access_on", everything[1:2]),
        ("item=8", everything[:1]),
        ("link=9", everything[:1]),
        ("link=8", []),
        ("command_line=y", everything[:1]),
        (f"email={ada.email}&item=8", []),
    ):
        assert shown(admin.client.get(f"/admin/audit?{filters}").text) == wanted, filters
        file = rows_of(admin.client.get(f"/admin/audit.csv?{filters}").data)
        assert [row[3] for row in file[1:]] == wanted, filters


@pytest.mark.parametrize(
    ("filters", "field"),
    [("email=nobody@example.com", "email"), ("email=x", "email"), ("item=x", "item"), ("link=0", "link")],
)
@pytest.mark.parametrize("address", ["/admin/audit", "/admin/audit.csv"])
def test_a_filter_that_cannot_be_read_is_refused_beside_its_field(
    admin: Admin, address: str, filters: str, field: str
) -> None:
    answer = admin.client.get(f"{address}?{filters}")
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, [field])


@pytest.mark.parametrize("place", ["after=x", "before=0", "after=99999999999999999999"])
def test_a_place_that_no_page_names_does_not_exist(admin: Admin, place: str) -> None:
    assert admin.client.get(f"/admin/audit?{place}").status_code == 404


@pytest.mark.parametrize(("count", "pages"), [(49, [49]), (50, [50]), (51, [50, 1]), (101, [50, 50, 1])])
def test_pages_hold_fifty_entries_and_lead_to_each_other(admin: Admin, count: int, pages: list[int]) -> None:
    write_entries(count, media_id=5)
    found, address = [], "/admin/audit?item=5"
    while address:
        page = admin.client.get(address).text
        found.append(shown(page))
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert [len(rows) for rows in found] == pages
    assert [row for rows in found for row in rows] == [f"act {number}" for number in reversed(range(count))]
    while newer := re.search(r'rel="prev" href="([^"]+)"', page):
        page = admin.client.get(newer[1].replace("&amp;", "&")).text
        found.pop()
        assert shown(page) == found[-1]
    assert len(found) == 1


def test_the_columns_are_time_who_what_item_and_link(admin: Admin) -> None:
    write_entries(1)
    page = admin.client.get("/admin/audit").text
    assert re.findall(r'<th role="columnheader" scope="col">([^<]+)</th>', page) == [
        "Time",
        "Who",
        "What",
        "Item",
        "Link",
    ]
    cells = re.findall(r'<t[dh] role="(cell|rowheader)"', page)
    assert cells == ["cell", "cell", "rowheader", "cell", "cell"]


def test_the_link_of_an_entry_leads_to_the_log_of_that_link(admin: Admin, site: Site) -> None:
    link, other = site.link(), site.link()
    with database.writing() as db:
        for each in (link, other):
            audit.note(db, "link_edited", user_id=None, media_id=each.media_id, link_id=each.id, now=clock.utcnow())
        audit.note(db, "link_ended", user_id=None, media_id=link.media_id, link_id=link.id, now=clock.utcnow())
    address = f"/admin/audit?link={link.id}"
    assert address in links(admin.client.get("/admin/audit").text)
    assert shown(admin.client.get(address).text) == ["Link ended", "Link edited"]


def test_a_file_holds_what_each_entry_tells(admin: Admin, site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    with database.writing() as db:
        db.get_one(MediaItem, media_id).title = "=A film"
        audit.note(db, "media_edited", user_id=owner.id, media_id=media_id, detail="=A film", now=clock.utcnow())
        audit.note(db, "media_added", user_id=999, media_id=998, link_id=997, now=clock.utcnow())
    answer = admin.client.get("/admin/audit.csv")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/csv", "no-store")
    assert "attachment" in answer.headers["Content-Disposition"]
    header, gone, edited = rows_of(answer.data)
    assert header == ["Time", "Name", "Email", "What", "Details", "Item", "Title", "Link", "Link name"]
    assert gone[1:] == ["", "", "Media added", "", "998", "", "997", ""]
    assert edited[1:] == [owner.name, owner.email, "Media edited", "'=A film", str(media_id), "'=A film", "", ""]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d", edited[0])


def test_a_file_holds_the_newest_entries_and_reads_them_in_pieces(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "READ_AT_ONCE", 2)
    monkeypatch.setattr(audit_log, "MOST_ROWS", 5)
    write_entries(7)
    rows = rows_of(admin.client.get("/admin/audit.csv").data)[1:]
    assert [row[3] for row in rows] == ["act 6", "act 5", "act 4", "act 3", "act 2"]


def test_deleted_media_and_accounts_that_are_gone_are_said_to_be(admin: Admin, site: Site) -> None:
    media_id = site.media()
    with database.writing() as db:
        db.get_one(MediaItem, media_id).title = "Gone soon"
        audit.note(db, "media_added", user_id=999, media_id=media_id, now=clock.utcnow())
    assert f'href="/media/{media_id}"' in admin.client.get("/admin/audit").text
    site.delete_media(media_id)
    page = admin.client.get("/admin/audit").text
    assert f'href="/media/{media_id}"' not in page
    assert "Gone soon" in page
    assert "An account that is gone" in page


def noted_acts() -> Iterator[str]:
    """The acts that the web and the command line name when they note something."""
    for file in [*(ROOT / "web").rglob("*.py"), *(ROOT / "models").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "note" and len(node.args) == 2:
                act = node.args[1]
                if isinstance(act, ast.Constant) and isinstance(act.value, str):
                    yield act.value


def test_each_act_has_words() -> None:
    acts = set(noted_acts())
    assert {"user_added", "media_deleted"} <= acts
    assert acts - set(ACTS) == set()
