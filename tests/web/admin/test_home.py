"""The first page of an admin: what a site needs, and whether it has it (contract 11.70)."""

import re
import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest

from models.files.disk_faults import MIN_FREE_BYTES
from models.plumbing import clock, database
from models.site import audit, look
from models.tables import Site as SiteRow
from models.upkeep.parts import PARTS, record_report
from tests.vocabulary.patches import fill_disk_of
from tests.vocabulary.site import Site
from tests.web.admin.conftest import Admin
from web.admin.home import BACKUP_IS_OLD_AFTER


def states(admin: Admin) -> dict[str, str]:
    """By the title of each line: `done`, `open` or `plain`."""
    page = admin.client.get("/admin/").text
    found = re.findall(r'<li class="(done|open|plain)">\s*<h2>(?:<a [^>]*>)?([^<]*)', page)
    return {title.strip(): state for state, title in found}


def test_it_is_where_the_menu_leads(admin: Admin) -> None:
    assert 'href="/admin/"' in admin.client.get("/media").text
    lines = ["Address", "Backup", "Disk", "Maintenance", "Theming", "Users", "Mail"]
    assert list(states(admin)) == lines


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("https://media.example.org", "done"),
        ("http://localhost:8000", "open"),
        ("http://127.0.0.1:8000", "open"),
        ("http://127.0.0.2:8000", "open"),
        ("http://[::1]:8000", "open"),
        ("http://media.example.org", "open"),
    ],
)
def test_the_address_of_the_site_should_have_https(
    admin: Admin, monkeypatch: pytest.MonkeyPatch, address: str, state: str
) -> None:
    told = SimpleNamespace(base_url=address, is_https=address.startswith("https"), data=".")
    monkeypatch.setattr("web.admin.home.settings", lambda: told)
    page = admin.client.get("/admin/").text
    assert states(admin)["Address"] == state
    assert address in page
    assert ("only this machine" in page) is ("example.org" not in address)


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (None, "open"),
        (timedelta(0), "done"),
        (BACKUP_IS_OLD_AFTER - timedelta(minutes=1), "done"),
        (BACKUP_IS_OLD_AFTER, "open"),
    ],
)
def test_a_backup_should_be_newer_than_a_week(admin: Admin, age: timedelta | None, state: str) -> None:
    if age is not None:
        with database.writing() as db:
            audit.note(db, "backup_made", user_id=None, now=clock.utcnow() - age)
    page = admin.client.get("/admin/").text
    assert states(admin)["Backup"] == state
    assert ("The last one was made on" in page) is (age is not None)
    assert ("guestlink backup FILE" in page) is (state == "open")


@pytest.mark.parametrize(("free", "state"), [(MIN_FREE_BYTES - 1, "open"), (MIN_FREE_BYTES, "done")])
def test_a_disk_that_is_nearly_full_is_told(
    admin: Admin, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    assert states(admin)["Disk"] == state


@pytest.mark.parametrize("full", ["data", "media"])
def test_the_media_folder_may_have_a_disk_of_its_own(admin: Admin, monkeypatch: pytest.MonkeyPatch, full: str) -> None:
    fill_disk_of(monkeypatch, full)
    assert states(admin)["Disk"] == "open"
    assert ("for recordings" in admin.client.get("/admin/").text) is (full == "media")


def test_a_disk_that_cannot_be_read_is_told(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_path: object) -> None:
        raise OSError

    monkeypatch.setattr(shutil, "disk_usage", fail)
    assert states(admin)["Disk"] == "open"


def report(*parts: str) -> None:
    with database.writing() as db:
        for part in parts:
            record_report(db, part, "host", clock_ahead=0.0, now=clock.utcnow())


def set_founding(ago: timedelta) -> None:
    """No task has run since."""
    with database.writing() as db:
        db.get_one(SiteRow, 1).created_at = clock.utcnow() - ago


def test_late_tasks_are_told(admin: Admin) -> None:
    report(*PARTS)
    set_founding(timedelta(days=2))
    assert states(admin)["Maintenance"] == "open"
    assert "Some tasks are late." in admin.client.get("/admin/").text
    set_founding(timedelta())
    assert states(admin)["Maintenance"] == "done"


def test_parts_that_were_not_heard_of_are_named(admin: Admin) -> None:
    set_founding(timedelta())
    report("worker", "beat")
    page = admin.client.get("/admin/").text
    assert "Not responding: Media worker. Check that they are running." in page
    assert states(admin)["Maintenance"] == "open"
    report(*PARTS)
    assert states(admin)["Maintenance"] == "done"


def test_the_look_is_done_once_the_site_has_a_name(admin: Admin, site: Site) -> None:
    assert states(admin)["Theming"] == "plain"
    with database.writing() as db:
        look.set_look(db, look.Look("Ganim"))
    admin.client.get("/admin/theming")
    assert states(admin)["Theming"] == "done"
