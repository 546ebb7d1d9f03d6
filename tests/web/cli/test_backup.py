"""`guestlink backup`: what it prints, that a refusal is one line, and that a stop leaves nothing (contract 7.29)."""

import os
import signal
import subprocess
import sys
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
from tests.vocabulary.site import Site, now
from tests.vocabulary.waiting import wait_until
from tests.web.cli.conftest import Run


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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
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
