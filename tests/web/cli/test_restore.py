"""`guestlink restore`: what it prints and says to do next, and what it refuses in one line (contract 7.30)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.config.settings import settings
from tests.conftest import forget
from tests.vocabulary.site import Guests, Site
from tests.web.cli.conftest import Run

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Move = Callable[[], Path]


@pytest.fixture
def move(environment: Path, monkeypatch: pytest.MonkeyPatch) -> Move:
    """From its call on the settings name a folder that does not exist yet, with SQLite in it."""

    def moved() -> Path:
        data = environment / "new place"
        monkeypatch.setenv("GUESTLINK_DATA", str(data))
        monkeypatch.delenv("GUESTLINK_DATABASE_URL")
        forget()
        return data

    return moved


@SQLITE
def test_a_restore_is_one_document_and_its_ids_work(
    site: Site, run: Run, file: Path, move: Move, monkeypatch: pytest.MonkeyPatch, guest: Guests
) -> None:
    guest().enter()
    site.signed_in(site.maker.user("admin"))
    made = run("backup", file, "--json").document
    monkeypatch.setenv("GUESTLINK_TIMEZONE", "Europe/Berlin")
    data = move()
    assert run("restore", file, "--json").document == {
        "data": str(data),
        "made_at": made["made_at"],
        "database": "sqlite",
        "media_items": 1,
        "links": 1,
        "guest_entries": 1,
        "turned_off": 1,
        "signed_out": 1,
        "erased": 0,
        "media_files": 2,
        "missing_files": 0,
        "bucket": None,
        "settings_file": None,
        "other_settings": ["GUESTLINK_TIMEZONE"],
        "next": f"GUESTLINK_DATA='{data}' guestlink up",
    }
    (item,) = run("media", "list", "--json").document
    assert item["guest_access"] is False
    (link,) = run("link", "list", item["id"], "--json").document
    assert (link["clicks"], link["status"]) == (1, "off")
    assert run("access", "on", item["id"]).code == 0
    assert run("link", "show", link["id"], "--json").document["status"] == "active"


@SQLITE
@pytest.mark.parametrize("with_access", [False, True])
def test_people_read_what_is_unknown_and_what_to_run_next(
    site: Site, run: Run, file: Path, move: Move, monkeypatch: pytest.MonkeyPatch, with_access: bool
) -> None:
    site.link()
    monkeypatch.setenv("GUESTLINK_BASE_URL", "https://media.example.org")
    forget()
    run("backup", file)
    monkeypatch.delenv("GUESTLINK_BASE_URL")
    data = move()
    told = run("restore", file, *(["--with-access"] if with_access else [])).out
    assert "does not know what was entered, changed, turned off or deleted" in told
    assert ("Guest access is off; it was on for 1 media items." in told) is not with_access
    assert ("Guest access is as it was then." in told) is with_access
    assert "Everybody has to sign in again" in told
    here = f"GUESTLINK_DATA='{data}' guestlink"
    turn_on = f"{here} access on MEDIA_ID (the ids: {here} media list)"
    assert (turn_on in told) is not with_access
    assert f"not as in the backup: GUESTLINK_BASE_URL. See {data}/settings.env" in told
    assert told.splitlines()[-1] == f"Next: GUESTLINK_DATA='{data}' guestlink up"
    assert run("link", "show", 1, "--json").document["status"] == ("active" if with_access else "off")


@SQLITE
def test_a_site_with_a_broker_is_started_part_by_part(
    site: Site, run: Run, file: Path, move: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", file)
    monkeypatch.setenv("GUESTLINK_BROKER_URL", "redis://127.0.0.1:9/0")
    move()
    assert run("restore", file).out.splitlines()[-1] == "Next: start guestlink web, guestlink worker and guestlink beat"


def test_a_restore_that_is_refused_is_one_line(site: Site, run: Run, file: Path) -> None:
    site.media()
    run("backup", file)
    assert "into an empty data folder only" in run("restore", file).refused()
    assert "There is no file" in run("restore", file.parent / "nothing").refused()


@SQLITE
def test_what_is_no_backup_leaves_no_folder(site: Site, run: Run, file: Path, move: Move) -> None:
    file.write_text("Dear reader")
    data = move()
    assert run("restore", file).refused() == f"{file} is not a backup of Guestlink."
    assert not data.exists()


@SQLITE
def test_no_part_starts_on_a_folder_where_a_restore_did_not_finish(
    site: Site, run: Run, file: Path, move: Move
) -> None:
    run("backup", file)
    (settings().data / "restoring").touch()
    for command in (("web",), ("worker",), ("beat",), ("migrate",), ("doctor",), ("link", "list", 1), ("prepare",)):
        assert "was broken off" in run(*command).refused()
