"""`guestlink backup` and `restore`: what they print, and that a refusal is one line (contract 7.29, 7.30)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.backups.running_settings import record_settings
from models.config.settings import settings
from models.plumbing import database
from models.tables import MediaFile
from tests.conftest import forget
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.server import ROOT
from tests.vocabulary.site import Guests, Site, now
from tests.vocabulary.waiting import wait_until
from tests.web.cli.conftest import Run

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Move = Callable[[], Path]


@pytest.fixture
def file(environment: Path) -> Path:
    (environment / "backups").mkdir()
    return environment / "backups" / "site backup"


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


def test_a_backup_is_one_document(site: Site, run: Run, file: Path) -> None:
    site.media()
    document = run("backup", file, "--json").document
    assert (document["file"], document["bytes"]) == (str(file), file.stat().st_size)
    assert (document["media_files"], document["missing_files"], document["bucket"]) == (2, [], None)
    assert document["database"] == site.maker.bind.dialect.name
    assert abs(datetime.fromisoformat(document["made_at"]) - now()) < timedelta(minutes=1)


def test_people_read_what_is_in_it(site: Site, run: Run, file: Path) -> None:
    site.media()
    for poster in settings().media_folder.glob("*.jpg"):
        poster.unlink()
    told = run("backup", file).out.splitlines()
    assert told[0].startswith(f"Wrote {file}: ")
    assert told[0].endswith("with the database, the keys and 1 media files.")
    assert told[1].startswith("It holds the settings of this command (the site has not run yet): ")
    assert told[2:] == ["1 media files that the database names are missing on the disk."]


def test_people_read_whose_settings_are_in_it_and_which_secrets_are_not(
    site: Site, run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as of_the_site:
        for name, value in (("HOST", "meet.example.org"), ("APP_ID", "guestlink"), ("SECRET", "s" * 32)):
            of_the_site.setenv(f"GUESTLINK_JITSI_{name}", value)
        forget()
        record_settings(settings())
    forget()
    told = run("backup", file).out.splitlines()
    assert told[1] == "It holds the settings that the site runs with: GUESTLINK_JITSI_APP_ID, GUESTLINK_JITSI_HOST."
    assert told[2].endswith("because this command was not given them: GUESTLINK_JITSI_SECRET.")


def test_people_are_told_that_a_bucket_is_not_in_it(bucket: Bucket, site: Site, run: Run, file: Path) -> None:
    site.media()
    told = run("backup", file).out.splitlines()
    assert told[2].startswith(
        f"The media in the bucket http://127.0.0.1:{bucket.port}/guestlink-media/a-site/media are not in it."
    )


def test_a_backup_that_is_refused_is_one_line(run: Run, file: Path) -> None:
    file.write_text("of somebody else")
    assert run("backup", file).refused() == f"There is already a file {file}. A backup never replaces one."
    assert "There is no folder" in run("backup", file / "x").refused()
    assert run("backup").code == 2
    assert run("restore").code == 2


@SQLITE
def test_a_restore_is_one_document_and_its_ids_work(
    site: Site, run: Run, file: Path, move: Move, monkeypatch: pytest.MonkeyPatch, guest: Guests
) -> None:
    guest().enter()
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


@SQLITE
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_backup_that_is_told_to_stop_leaves_nothing(site: Site, file: Path, number: int) -> None:
    site.media()
    with database.reading() as db:
        name = db.query(MediaFile.stored_name).first()
    assert name is not None
    # So large, and without taking any space, that it is not done within a second.
    with (settings().media_folder / name[0]).open("wb") as media:
        media.truncate(3 * 1024**3)
    backup = subprocess.Popen(
        [sys.executable, "-m", "web.cli.run", "backup", str(file)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until("it writes", lambda: any(path.stat().st_size > 2_000_000 for path in file.parent.iterdir()))
    backup.send_signal(number)
    _, told = backup.communicate(timeout=60)
    assert (backup.returncode, told.strip()) == (130, "")
    assert list(file.parent.iterdir()) == []
